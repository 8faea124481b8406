"""What an operator's own tools may be told: figures for Prometheus, traces for OpenTelemetry. Off unless asked for."""
