namespace Kolosal.Compliance.Controls;

/// <summary>Q44: people sign in with two factors, each as themselves, and are not left signed in.</summary>
/// <remarks>A sign-in without several factors counts until whoever made it comes in with several by the same door, or for
/// <see cref="QueryParameters.WeakSignInDays"/> days: what an identity provider demands from now on is shown by the next sign-in.
/// That keys are stored hashed is not asked of each key, since it cannot be otherwise: a key takes the SHA-256 of its secret and refuses what could
/// be a secret, and its state has room for nothing else.</remarks>
internal sealed class StrongSignIn() : RecordQuery(
    "Q44", "authn", "Strong sign-in, short sessions", TimeSpan.FromHours(24),
    "End the sessions, and demand the second factor at the identity provider.", "Access", "Security")
{
    private static readonly string[] Privileged = ["admin", "operator"];

    public override int Version => 3;

    protected override Judgement Ask(WorkspaceFacts facts)
    {
        var span = TimeSpan.FromDays(facts.Parameters.SignInDays);
        var seen = facts.SignIns.Where(one => one.Roles.Any(Privileged.Contains) && Age(facts, one.LastAt) <= span).ToList();
        var things = facts.Keys.Select(key => ($"api-keys/{key.Id}", Wrong(key)))
            .Concat(seen.Select(one => ($"sign-ins/{one.Id}", Wrong(facts, one))));
        if (facts.Platform?.ConsoleIdleMinutes is { } idle) things = things.Append(("platform/console", Wrong(facts, idle)));
        var found = Each("no admin signed in and there is no API key", things, one => one.Item1, one => one.Item2);

        // Keys and settings alone show nobody's sign-in.
        return found.State == ControlState.Pass && seen.Count == 0
            ? Judgement.EmptyUniverse($"no admin or operator signed in within {facts.Parameters.SignInDays} days") : found;
    }

    private static IEnumerable<string> Wrong(KeyFact key)
    {
        if (key.PrincipalId is null && key.Roles.Contains("admin"))
            yield return "It is an admin's key and belongs to no principal, so several people may use it.";
    }

    private static IEnumerable<string> Wrong(WorkspaceFacts facts, SignInFact one)
    {
        var limits = facts.Parameters;
        if (one.Weak && one.LastWeakAt is { } at && Age(facts, at) <= TimeSpan.FromDays(limits.WeakSignInDays))
        {
            yield return one.Door == "console_key"
                ? $"{one.Subject} signed in to the console with an API key, which is one factor."
                : $"{one.Subject} signed in, and the provider names no several factors (amr).";
        }

        if (one.Door == "token" && one.Minutes > limits.TokenMinutes)
            yield return $"A token of {one.Subject} is good for {one.Minutes} minutes, above {limits.TokenMinutes}.";
    }

    private static IEnumerable<string> Wrong(WorkspaceFacts facts, int idle)
    {
        if (idle > facts.Parameters.IdleMinutes)
            yield return $"Kolosal:Console:IdleMinutes is {idle}, above {facts.Parameters.IdleMinutes}.";
    }
}
