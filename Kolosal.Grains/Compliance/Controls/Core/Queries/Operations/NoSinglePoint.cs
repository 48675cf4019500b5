namespace Kolosal.Compliance.Controls;

/// <summary>Q57: the loss of one machine stops nothing.</summary>
internal sealed class NoSinglePoint() : RecordQuery(
    "Q57", "redundancy", "No single point of failure", TimeSpan.FromHours(1),
    "Start a silo; for an installation on one machine let somebody accept the risk with a waiver.", "Hosting")
{
    protected override string NotJudged => "copies of the database and of log segments, which storage outside this platform keeps";

    protected override Judgement Ask(WorkspaceFacts facts) => facts.Platform is not { } host
        ? Judgement.Absent("needed: the silos alive, which the cluster was not asked")
        : Judgement.Of(1, host.Silos >= facts.Parameters.Silos ? []
            : [new Offender("platform/silos", $"{host.Silos} are alive, of {facts.Parameters.Silos} at least.")]);
}
