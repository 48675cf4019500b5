using System.Collections;

namespace Kolosal.Experiments;

/// <summary>A run's finished trials, in the order they ended; answers what a step asks without looking at all of them.</summary>
public sealed class TrialHistory : IReadOnlyList<FinishedTrial>
{
    private readonly List<FinishedTrial> trials = [];
    private readonly Dictionary<int, FinishedTrial> byNumber = [];
    private FinishedTrial? highest, lowest;

    public TrialHistory(IEnumerable<FinishedTrial>? trials = null) => AddRange(trials ?? []);

    public int Count => trials.Count;

    /// <summary>Trials with a score.</summary>
    public int Scored { get; private set; }

    /// <summary>Trials that were given up between their folds.</summary>
    public int Pruned { get; private set; }

    /// <summary>The lowest number of a trial that has not ended.</summary>
    public int FirstOpen { get; private set; }

    public FinishedTrial this[int index] => trials[index];

    /// <summary>The trial of a number; null when it has not ended.</summary>
    public FinishedTrial? Find(int number) => byNumber.GetValueOrDefault(number);

    /// <summary>The best one, of equal scores the one with the lowest number; null when none has a score.</summary>
    public FinishedTrial? Best(bool higherIsBetter) => higherIsBetter ? highest : lowest;

    /// <summary>The trials numbered from a first to a last one, in the order of their numbers; those that have not ended are left out.</summary>
    public FinishedTrial[] Numbered(int first, int last)
    {
        var found = new List<FinishedTrial>(Math.Clamp(last - first + 1, 0, trials.Count));
        for (int number = Math.Max(0, first); number <= last; number++)
            if (byNumber.TryGetValue(number, out var trial)) found.Add(trial);
        return [.. found];
    }

    public void Add(FinishedTrial trial)
    {
        trials.Add(trial);
        byNumber.TryAdd(trial.Number, trial);
        while (byNumber.ContainsKey(FirstOpen)) FirstOpen++;
        if (trial.Pruned) Pruned++;
        if (trial.Score is null) return;
        Scored++;
        if (highest is null || TrialRanking.IsAhead(trial, highest, higherIsBetter: true)) highest = trial;
        if (lowest is null || TrialRanking.IsAhead(trial, lowest, higherIsBetter: false)) lowest = trial;
    }

    public void AddRange(IEnumerable<FinishedTrial> more)
    {
        foreach (var trial in more) Add(trial);
    }

    public void Clear()
    {
        trials.Clear();
        byNumber.Clear();
        (highest, lowest, Scored, Pruned, FirstOpen) = (null, null, 0, 0, 0);
    }

    public IEnumerator<FinishedTrial> GetEnumerator() => trials.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
