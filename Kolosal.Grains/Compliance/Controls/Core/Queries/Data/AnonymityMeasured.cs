namespace Kolosal.Compliance.Controls;

/// <summary>Q71: what is called anonymised was measured to be, and no privacy budget is overspent.</summary>
internal sealed class AnonymityMeasured() : RecordQuery(
    "Q71", "anonym", "Anonymisation measured", TimeSpan.FromDays(365),
    "Treat it as personal data, and stop its release.", "Privacy", "Datasets")
{
    private const int LeastK = 5, LeastL = 2;
    private const double MostT = 0.2;

    protected override Judgement Ask(WorkspaceFacts facts) => Each(
        "no dataset is anonymised and none has a privacy budget",
        facts.Datasets.Where(dataset => dataset.Budget is not null || dataset.MadeBy == "anonymize"), dataset => dataset.Path, Wrong);

    private static IEnumerable<string> Wrong(DatasetFact dataset)
    {
        if (dataset.Budget is { } budget && budget.Spent > budget.Epsilon)
            yield return $"ε = {budget.Spent:0.####} is spent of {budget.Epsilon:0.####}.";
        if (dataset.MadeBy != "anonymize") yield break;
        if (dataset.Anonymity is not { } goal) yield return "It was anonymised without a goal of k-anonymity, so it is pseudonymised only.";
        else if (goal.K < LeastK || goal.L < LeastL || goal.T > MostT)
            yield return $"It has k = {goal.K}, l = {goal.L}, t = {goal.T:0.##}; {LeastK}, {LeastL} and {MostT:0.##} are asked for.";
    }
}
