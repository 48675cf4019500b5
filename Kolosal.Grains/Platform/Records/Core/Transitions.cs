namespace Kolosal;

/// <summary>A declared transition table: the only place that says which status may follow which.</summary>
/// <typeparam name="TStatus">The workflow's states.</typeparam>
public sealed class Transitions<TStatus>
    where TStatus : struct, Enum
{
    private readonly Dictionary<TStatus, ImmutableArray<TStatus>> next = [];

    /// <param name="table">Each state once, with the states that may follow it; a final state has none.</param>
    /// <exception cref="ArgumentException">A state is declared twice or not at all.</exception>
    public Transitions(params ReadOnlySpan<(TStatus From, TStatus[] To)> table)
    {
        foreach (var (from, to) in table)
            if (!next.TryAdd(from, [.. to])) throw new ArgumentException($"The state {from} is declared twice.");

        foreach (var status in Enum.GetValues<TStatus>())
            if (!next.ContainsKey(status))
                throw new ArgumentException($"The state {status} is not declared; give it an empty list if nothing follows it.");
    }

    /// <summary>The states that may follow <paramref name="from"/>.</summary>
    public ImmutableArray<TStatus> After(TStatus from) => next[from];

    public bool Allows(TStatus from, TStatus to) => next[from].Contains(to);
}
