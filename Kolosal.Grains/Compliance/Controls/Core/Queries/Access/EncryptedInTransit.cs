namespace Kolosal.Compliance.Controls;

/// <summary>Q50: what goes over the wire is sealed.</summary>
internal sealed class EncryptedInTransit() : RecordQuery(
    "Q50", "tls", "Encrypted in transit", TimeSpan.FromHours(24),
    "Close the listener, or declare what ends TLS before it (Kolosal:Compliance:Terminator); renew the certificate.", "Hosting")
{
    private const int LeastDays = 21;

    public override int Version => 2;

    protected override string NotJudged => "connections between silos and to the database";

    protected override Judgement Ask(WorkspaceFacts facts) => facts.Platform?.Transport is not { } found
        ? Judgement.Absent("needed: the addresses that the host listens on, which it does not tell")
        : Each("the host listens nowhere", found.Listeners, one => $"listeners/{one.Address}", one => Wrong(facts, found, one));

    private static IEnumerable<string> Wrong(WorkspaceFacts facts, TransportFact all, ListenerFact one)
    {
        if (!one.IsSealed)
        {
            if (!one.IsLocal && all.Terminator is null) yield return "It speaks in plain text to other machines.";
        }
        else if (one.CertificateUntil is not { } until) yield return "Its certificate could not be read.";
        else if (until - facts.AsOf <= TimeSpan.FromDays(LeastDays))
            yield return $"Its certificate ends {until:yyyy-MM-dd}, within {LeastDays} days.";
    }
}
