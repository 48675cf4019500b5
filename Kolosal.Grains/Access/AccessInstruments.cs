using System.Diagnostics.Metrics;

namespace Kolosal.Access;

/// <summary>Counts of what was let in and what was not; also the figures behind <c>/api/security/status</c>.</summary>
public sealed class AccessInstruments : IDisposable
{
    private readonly Meter meter = new("Kolosal.Access");
    private readonly Counter<long> decisions;
    private long loginFailures, refused, callsRefused;

    public AccessInstruments() =>
        decisions = meter.CreateCounter<long>("kolosal.access.refusals", "{refusal}", "Requests and grain calls that were refused, by reason.");

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

    public void Dispose() => meter.Dispose();
}
