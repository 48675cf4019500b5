namespace Kolosal.Tracking;

/// <summary>Names of tracked runs: 32 lower-case hex digits, as MLflow's clients know them.</summary>
internal static class TrackedRunId
{
    /// <summary>What names of logged models begin with, before 32 digits of their own.</summary>
    public const string OfModels = "m-";

    private const int LongestClient = 200;

    public static string New() => Guid.CreateVersion7().ToString("N");

    /// <summary>What the request says it is made with; empty when it does not say so in plain characters.</summary>
    public static string Client(HttpContext context) =>
        context.Request.Headers.UserAgent.ToString() is { Length: > 0 and <= LongestClient } agent
            && !agent.AsSpan().ContainsAnyExceptInRange(' ', '~') ? agent : "";
}
