namespace Kolosal.Compliance.Controls;

/// <summary>Q17: each group of a protected attribute has enough rows, or the card says which has not.</summary>
internal sealed class GroupsRepresented() : RecordQuery(
    "Q17", "represent", "Representation before training", TimeSpan.FromDays(365),
    "Collect or rebalance, or name the small group and its consequence in the card.", "Fairness", "Datasets", "Models")
{
    protected override string NotJudged => "shares against a reference population, which no dataset states";

    protected override Judgement Ask(WorkspaceFacts facts) => Each(
        "no model in service has protected attributes", Champions(facts).Where(served => !served.Version.ProtectedInputs.IsEmpty), PathOf,
        served => Wrong(facts, served.Version));

    private static IEnumerable<string> Wrong(WorkspaceFacts facts, VersionFact version)
    {
        string said = $"{version.Card.AffectedGroups}\n{version.Card.Limitations}\n{version.Card.Ethics}";
        foreach (string attribute in version.ProtectedInputs.Where(name => !version.Groups.Any(group => group.Attribute == name)))
            yield return $"The groups of {attribute} were not counted.";
        foreach (var group in version.Groups.Where(group => group.Rows < facts.Parameters.GroupRows))
        {
            if (!said.Contains(group.Group, StringComparison.OrdinalIgnoreCase))
                yield return $"A group of {group.Attribute} has {group.Rows} rows, below {facts.Parameters.GroupRows}, and the card is silent.";
        }
    }
}
