using Kolosal.Disclosure;

namespace Kolosal.Privacy;

/// <summary>One dataset's ledger. Written before every acknowledgement, so a crash spends nothing twice and forgets nothing spent.</summary>
[GenerateSerializer, Alias("kolosal.privacy-budget-state")]
internal sealed class PrivacyBudgetState : RecordState
{
    [Id(0)] public double Epsilon { get; set; }
    [Id(1)] public double Delta { get; set; }
    [Id(2)] public double SpentEpsilon { get; set; }
    [Id(3)] public double SpentDelta { get; set; }

    /// <summary>Charged queries by id.</summary>
    [Id(4)] public Dictionary<string, PrivacyEntry> Queries { get; set; } = [];

    /// <summary>Queries of the dataset that this one replaced.</summary>
    [Id(5)] public int Inherited { get; set; }

    public bool IsSet => Epsilon > 0;

    private PrivacyLoss Budget => new(Epsilon, Delta);

    private PrivacyLoss Spent => new(SpentEpsilon, SpentDelta);

    /// <summary>Whether a budget would still cover what is spent.</summary>
    public bool IsSpentWithin(double epsilon, double delta) => Spent.FitsIn(new(epsilon, delta));

    public bool Affords(double epsilon, double delta) => (Spent + new PrivacyLoss(epsilon, delta)).FitsIn(Budget);

    public void Inherit(PrivacyBudget from) =>
        (Epsilon, Delta, SpentEpsilon, SpentDelta, Inherited) = (from.Epsilon, from.Delta, from.SpentEpsilon, from.SpentDelta, from.Queries);

    public void Charge(PrivateQueryCharge charge, DateTimeOffset at, string by)
    {
        var spent = Spent + new PrivacyLoss(charge.Epsilon, charge.Delta);
        (SpentEpsilon, SpentDelta) = (spent.Epsilon, spent.Delta);
        Queries[charge.QueryId] = new() { Fingerprint = charge.Fingerprint, Epsilon = charge.Epsilon, Delta = charge.Delta, At = at, By = by };
    }

    public PrivacyBudget Read(string dataset)
    {
        var left = Spent.LeftOf(Budget);
        return new(dataset, Epsilon, Delta, SpentEpsilon, SpentDelta, left.Epsilon, left.Delta, Inherited + Queries.Count, Revision);
    }
}

/// <summary>A charged query.</summary>
[GenerateSerializer, Alias("kolosal.privacy-entry")]
internal sealed class PrivacyEntry
{
    [Id(0)] public string Fingerprint { get; set; } = "";
    [Id(1)] public double Epsilon { get; set; }
    [Id(2)] public double Delta { get; set; }
    [Id(3)] public DateTimeOffset At { get; set; }
    [Id(4)] public string By { get; set; } = "";

    /// <summary>Its answer; null while it has none.</summary>
    [Id(5)] public double[]? Values { get; set; }
}
