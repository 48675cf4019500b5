namespace Kolosal.Compliance.Controls;

/// <summary>Q55: data of production stays there, or is anonymised first.</summary>
internal sealed class EnvironmentsApart() : RecordQuery(
    "Q55", "envsep", "Environments and test data apart", TimeSpan.FromHours(24), "Delete the copy, and have it reviewed.", "Datasets", "Privacy")
{
    private const int LeastK = 5;

    public override int Version => 2;

    protected override Judgement Ask(WorkspaceFacts facts)
    {
        if (facts.Environment is not { } environment)
        {
            return Judgement.Absent(
                "needed: for which environment this workspace is: Kolosal:Compliance:Environments, production, test or development");
        }

        var copies = facts.Datasets.Where(dataset => environment.Production.Contains(dataset.Id) && dataset.Anonymity is not { K: >= LeastK });
        return Judgement.Of(facts.Datasets.Length + 1, copies.Select(dataset => new Offender(
            dataset.Path, $"A workspace for production holds the same rows, and this one is for {environment.Name}.")));
    }
}
