namespace Kolosal.Compliance.Controls;

/// <summary>A question whose rule the test writes.</summary>
internal sealed class AskedOfFacts(string id, Func<WorkspaceFacts, Judgement> rule) : IControlQuery
{
    public string Id => id;

    public string Name => id.ToLowerInvariant();

    public string Title => $"What {id} asks holds";

    public int Version => 1;

    public TimeSpan TimeToLive { get; init; } = TimeSpan.FromHours(1);

    public bool IsRedAtOnce { get; init; }

    public string WhenRed => "Mend it.";

    public IReadOnlyList<string> Owners => ["Models"];

    public Judgement Judge(WorkspaceFacts facts) => rule(facts);
}
