namespace Kolosal.Learning;

/// <summary>Tests that look at the clock run one after the other, when all others are done: they would measure those instead.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ClockCollection
{
    public const string Name = "clock";
}
