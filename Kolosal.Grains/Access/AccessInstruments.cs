using System.Diagnostics.Metrics;

namespace Kolosal.Access;

/// <summary>Counts of what was let in and what was not; also the figures behind <c>/api/security/status</c>.</summary>
public sealed class AccessInstruments : IDisposable
{
    private readonly Meter meter = new("Kolosal.Access");
    private readonly Counter<long> decisions, signIns;
    private long loginFailures, refused, callsRefused;

    public AccessInstruments()
    {
        decisions = meter.CreateCounter<long>("kolosal.access.refusals", "{refusal}", "Requests and grain calls that were refused, by reason.");
        signIns = meter.CreateCounter<long>("kolosal.access.sign_ins", "{sign_in}", "Sign-ins by door and by whether several factors proved them.");
    }

    /// <summary>Requests with a key or token that is unknown, wrong, expired or revoked, since the start of the process.</summary>
    public long LoginFailures => Interlocked.Read(ref loginFailures);

    /// <summary>Requests of known callers whose roles did not suffice.</summary>
    public long Refused => Interlocked.Read(ref refused);

    /// <summary>Grain calls that the second door refused; anything but 0 means that the first one has a hole.</summary>
    public long CallsRefused => Interlocked.Read(ref callsRefused);

    public void LoginFailed()
    {
        Interlocked.Increment(ref loginFailures);
        decisions.Add(1, new KeyValuePair<string, object?>("reason", "login"));
    }

    public void RoleRefused()
    {
        Interlocked.Increment(ref refused);
        decisions.Add(1, new KeyValuePair<string, object?>("reason", "role"));
    }

    public void CallRefused()
    {
        Interlocked.Increment(ref callsRefused);
        decisions.Add(1, new KeyValuePair<string, object?>("reason", "grain_call"));
    }

    /// <summary>Somebody was let in.</summary>
    /// <param name="door">Where, as the record says it.</param>
    /// <param name="strong">Times with several factors.</param>
    /// <param name="weak">Times without.</param>
    public void SignedIn(string door, long strong, long weak)
    {
        var by = new KeyValuePair<string, object?>("door", door);
        if (strong > 0) signIns.Add(strong, by, new("several_factors", true));
        if (weak > 0) signIns.Add(weak, by, new("several_factors", false));
    }

    public void Dispose() => meter.Dispose();
}
