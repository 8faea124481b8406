"""What a base query may be made of. Whatever does not stand here is refused.

`NODES` and `FUNCTIONS` are names of syntax nodes; `NAMED` are functions the parser has no node for.
"""

_NODES = """
    Add Adjacent Alias Aliases All Any ArrayContainedBy AtTimeZone Between BitString BitwiseAnd BitwiseLeftShift
    BitwiseNot BitwiseOr BitwiseRightShift BitwiseXor Boolean Bracket ByteString CTE Collate Column ColumnDef Cube
    DPipe DataType DataTypeParam Distance Distinct Div Dot EQ Escape Except Fetch Filter From GT GTE Glob Group
    GroupingSets Having HexString ILike Identifier IgnoreNulls In IntDiv Intersect Interval IntervalSpan Is JSON
    JSONExtractQuote JSONKeyValue JSONPath JSONPathFilter JSONPathKey JSONPathRecursive JSONPathRoot
    JSONPathSelector JSONPathSlice JSONPathSubscript JSONPathUnion JSONPathWildcard Join Kwarg LT LTE Lambda Lateral
    Like Limit LimitOptions Literal Mod Mul NEQ National Neg Not Null NullSafeEQ NullSafeNEQ Offset Order Ordered
    Overlaps Paren PivotAny Pivot PropertyEQ PseudoType Qualify RawString RespectNulls Rollup Select SimilarTo Slice
    Star Sub Subquery Table TableAlias TableSample Tuple UnicodeString Union UnpivotColumns Values Var Where Window
    WindowSpec With WithinGroup
"""

_FUNCTIONS = """
    Abs Acos Acosh AddMonths And AnyValue ApproxDistinct ApproxQuantile ArgMax ArgMin Array ArrayAgg ArrayAll
    ArrayAny ArrayAppend ArrayCompact ArrayConcat ArrayContains ArrayContainsAll ArrayDistinct ArrayExcept
    ArrayFilter ArrayFirst ArrayIntersect ArrayLast ArrayMax ArrayMin ArrayOverlaps ArrayPosition ArrayPrepend
    ArrayRemove ArrayReverse ArraySize ArraySlice ArraySort ArraySum ArrayToString ArraysZip Ascii Asin Asinh Atan
    Atan2 Atanh Avg Base64DecodeBinary Base64DecodeString Base64Encode BitLength BitwiseAndAgg BitwiseCount
    BitwiseOrAgg BitwiseXorAgg Booland Boolnot Boolor BoolxorAgg ByteLength Case Cast CastToStrType Cbrt Ceil Chr
    Coalesce Columns Concat ConcatWs Contains ConvertTimezone Corr Cos Cosh CosineDistance Cot Coth Count CountIf
    CovarPop CovarSamp CumeDist CurrentDate CurrentDatetime CurrentTime CurrentTimestamp CurrentTimestampLTZ Date
    DateAdd DateBin DateDiff DateFromParts DateFromUnixDate DateStrToDate DateSub DateToDateStr DateToDi DateTrunc
    Datetime DatetimeAdd DatetimeDiff DatetimeSub DatetimeTrunc Day DayOfMonth DayOfWeek DayOfWeekIso DayOfYear
    Dayname Decode Degrees DenseRank DiToDate EndsWith EqualNull EuclideanDistance Exists Exp Explode
    ExplodingGenerateSeries Extract Factorial First FirstValue Flatten Floor Format FromBase64 GenerateDateArray
    GenerateSeries GenerateTimestampArray Greatest GroupConcat Grouping GroupingId Hex Hour If Initcap IsArray
    IsAscii IsInf IsNan JSONArray JSONArrayAgg JSONArrayContains JSONBContains JSONBContainsAllTopKeys
    JSONBContainsAnyTopKeys JSONBContainsTopKey JSONBExists JSONBExtract JSONBExtractScalar JSONBObjectAgg
    JSONBPathExists JSONBool JSONCast JSONExists JSONExtract JSONExtractArray JSONExtractScalar JSONFormat JSONKeys
    JSONObject JSONObjectAgg JSONStripNulls JSONType JSONValueArray JarowinklerSimilarity JustifyDays JustifyHours
    JustifyInterval Kurtosis Lag Last LastDay LastValue Lead Least Left Length Levenshtein List Ln Localtime
    Localtimestamp Log LogicalAnd LogicalOr Lower LowerHex MD5 MD5Digest MakeInterval Map MapContainsKey
    MapFromEntries MapKeys MapSize Max Median Min Minute Mode Month Monthname MonthsBetween Normalize NthValue Ntile
    Nullif NumberToStr ObjectAgg Or Overlay Pad ParseJSON ParseTime PercentRank PercentileCont PercentileDisc Pi
    Posexplode Pow Quantile Quarter Radians Rand Rank Reduce RegexpCount RegexpExtract RegexpExtractAll
    RegexpFullMatch RegexpILike RegexpInstr RegexpLike RegexpReplace RegexpSplit RegexpSubstr RegrAvgx RegrAvgy
    RegrCount RegrIntercept RegrR2 RegrSlope RegrSxx RegrSxy RegrSyy Repeat Replace Reverse Right Rint Round
    RowNumber SHA SHA1Digest SHA2 SHA2Digest SafeDivide Second Sign Sin Sinh Skewness Space Split SplitPart Sqrt
    StartsWith Stddev StddevPop StddevSamp StrPosition StrToDate StrToTime StrToUnix String StringToArray
    StripNullValue Struct StructExtract Substring Sum Tan Tanh Time TimeAdd TimeDiff TimeFromParts TimeStrToDate
    TimeStrToTime TimeStrToUnix TimeSub TimeToStr TimeToTimeStr TimeToUnix TimeTrunc Timestamp TimestampAdd
    TimestampDiff TimestampFromParts TimestampSub TimestampTrunc TimestampTzFromParts ToArray ToBase64 ToChar ToDays
    ToDouble ToMap ToNumber Transform Translate Trim Trunc Try TryCast TsOrDiToDi TsOrDsAdd TsOrDsDiff TsOrDsToDate
    TsOrDsToDateStr TsOrDsToDatetime TsOrDsToTime TsOrDsToTimestamp Typeof Unhex Unicode UnixDate UnixMicros
    UnixMillis UnixSeconds UnixToStr UnixToTime UnixToTimeStr Unnest Upper Uuid Variance VariancePop Week WeekOfYear
    WidthBucket Xor Year YearOfWeek YearOfWeekIso
"""

_POSTGRES = """
    abs age array_fill array_length array_lower array_ndims array_positions array_replace array_to_json array_upper
    bit_and bit_length bit_or bool_and bool_or btrim cardinality char_length character_length clock_timestamp
    date_part div encode every gen_random_uuid host family isfinite json_agg json_array_elements
    json_array_elements_text json_array_length json_build_array json_build_object json_each json_each_text
    json_extract_path json_extract_path_text json_object json_object_agg json_object_keys json_populate_record
    json_strip_nulls json_to_record json_to_recordset json_typeof jsonb_agg jsonb_array_elements
    jsonb_array_elements_text jsonb_array_length jsonb_build_array jsonb_build_object jsonb_each jsonb_each_text
    jsonb_extract_path jsonb_extract_path_text jsonb_object jsonb_object_agg jsonb_object_keys jsonb_path_exists
    jsonb_path_match jsonb_path_query jsonb_path_query_array jsonb_path_query_first jsonb_pretty jsonb_set
    jsonb_strip_nulls jsonb_to_record jsonb_to_recordset jsonb_typeof lcm gcd log10 lower_inc make_date
    make_interval make_time make_timestamp make_timestamptz masklen min_scale mod netmask network normalize
    num_nonnulls num_nulls numrange octet_length percent_rank position quote_ident quote_literal range_agg
    regexp_match regexp_matches regexp_split_to_array regexp_split_to_table row row_to_json scale similarity sha224
    sha256 sha384 sha512 statement_timestamp string_to_array string_to_table strpos substr text timezone to_hex
    to_json to_jsonb to_number to_timestamp transaction_timestamp trim_array tsrange tstzrange unaccent upper_inc
    word_similarity xmlagg
"""

_DUCKDB = """
    age apply array_agg array_cat array_length array_value array_zip bar bin bit_count cardinality century
    cosine_similarity date_part datepart datesub date_sub dayofmonth dayofweek dayofyear decade element_at entropy
    epoch epoch_ms epoch_ns epoch_us era even favg fdiv filter flatten fmod format formatreadablesize from_base64
    fsum gamma gcd generate_subscripts geomean greatest_common_divisor hamming hash histogram instr isfinite isodow
    isoyear jaccard json json_array json_array_length json_contains json_each json_extract json_extract_path
    json_extract_path_text json_extract_string json_group_array json_group_object json_group_structure json_keys
    json_merge_patch json_object json_structure json_transform json_tree json_type json_valid json_value lcm
    least_common_multiple len lgamma list_aggregate list_any_value list_append list_apply list_avg list_concat
    list_contains list_count list_distinct list_element list_extract list_filter list_first list_has list_has_all
    list_has_any list_indexof list_intersect list_last list_max list_median list_min list_mode list_pack
    list_position list_prepend list_product list_reduce list_resize list_reverse list_reverse_sort list_select
    list_slice list_sort list_string_agg list_sum list_transform list_unique list_value list_where list_zip log10
    log2 mad make_date make_time make_timestamp make_timestamp_ms make_timestamptz map map_concat map_entries
    map_extract map_values max_by md5_number microsecond millennium millisecond min_by mismatches nanosecond
    nextafter nfc_normalize ord parse_dirname parse_filename parse_path printf product quantile_cont quantile_disc
    range regexp_escape regexp_split_to_array regexp_split_to_table reservoir_quantile round_even row row_to_json
    sem strftime strip_accents strlen strptime struct_extract struct_insert struct_pack substring_grapheme subtract
    sum_no_overflow suffix prefix timezone timezone_hour timezone_minute to_centuries to_days to_hours to_json
    to_microseconds to_milliseconds to_minutes to_months to_seconds to_timestamp to_weeks to_years today trim_array
    try_strptime unbin union_extract url_decode url_encode weekday yearweek multiply divide add
"""

NODES = frozenset(_NODES.split())
FUNCTIONS = frozenset(_FUNCTIONS.split())
NAMED = {"postgres": frozenset(_POSTGRES.split()), "duckdb": frozenset(_DUCKDB.split())}
