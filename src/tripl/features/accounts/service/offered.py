"""Which providers people may sign in through. All of it comes from the environment of the server."""

from tripl.features.accounts.schemas import AccountPolicy, Provider, ProviderStatus, SignInButton


def buttons(policy: AccountPolicy) -> list[SignInButton]:
    """Of the providers that can be used."""
    return [
        SignInButton(provider=each.name, label=each.label, start=f"/api/v1/auth/{each.name}/start")
        for each in policy.providers
        if is_ready(policy, each)
    ]


def provider_states(policy: AccountPolicy) -> list[ProviderStatus]:
    """What the operator set, without a secret."""
    return [
        ProviderStatus(
            provider=each.name,
            label=each.label,
            state="off" if not each.is_wanted else "on" if is_ready(policy, each) else "incomplete",
            missing=[*each.missing, *([] if policy.base_url else ["APP_BASE_URL"])] if each.is_wanted else [],
            issuer=each.issuer,
            redirect_uri=redirect_uri(policy, each),
            allowed_domains=list(each.allowed_domains),
            creates_accounts=each.creates_accounts and policy.registration_mode == "open",
        )
        for each in policy.providers
    ]


def is_ready(policy: AccountPolicy, provider: Provider) -> bool:
    return not provider.missing and bool(policy.base_url)


def redirect_uri(policy: AccountPolicy, provider: Provider) -> str:
    return f"{policy.base_url}/api/v1/auth/{provider.name}/callback"
