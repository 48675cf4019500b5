namespace Kolosal.Learning.Explanation;

/// <summary>One search of <see cref="CounterfactualSearch"/>: what it has scored and found so far.</summary>
internal sealed class CounterfactualRun(
    ModelFunction model, FeatureRows background, ActionSpace space, CounterfactualGoal goal, CounterfactualOptions options, CancellationToken cancel)
{
    // Rows scored together, and between two looks at the cancellation token.
    private const int Block = 256;

    // States that are taken on to one more change, and changes tried on each.
    private const int Beam = 8, Moves = 40;

    // Of the budget, what sequences of changes may use, and what background rows may: the rest makes hits smaller.
    private const double BeamShare = 0.6, BackgroundShare = 0.15;

    // Numbers are halved back until they move less than this share of their scale.
    private const double Precision = 1e-6;

    private readonly List<State> hits = [];
    private int evaluations;
    private bool stopped;

    // The answers are scored once more.
    private int Left => stopped ? 0 : options.Evaluations - options.Count - evaluations;

    public CounterfactualResult Run()
    {
        double gap = Score([space.Origin.ToArray()])[0];
        if (gap == 0) return new(CounterfactualVerdict.AlreadyThere, [], evaluations);
        if (space.Actions.Length == 0) return new(CounterfactualVerdict.NoneFeasible, [], evaluations);
        bool all = space.IsDiscrete && space.Combinations <= Left;
        if (all) TryAll();
        else
        {
            TrySequences(gap);
            TryBackground();
        }
        var found = Choose(all ? hits : Reduced());
        var verdict = found.Length > 0 ? CounterfactualVerdict.Found
            : all && !stopped ? CounterfactualVerdict.NoneFeasible : CounterfactualVerdict.NoneFound;
        return new(verdict, found, evaluations);
    }

    private void TryAll()
    {
        int[] at = new int[space.Actions.Length];
        var rows = new List<double[]>();
        while (true)
        {
            int place = 0;
            while (place < at.Length && ++at[place] > space.Actions[place].Values.Length) at[place++] = 0;
            if (place < at.Length && at.Count(a => a > 0) <= options.MaxChanges)
            {
                double[] row = space.Origin.ToArray();
                for (int a = 0; a < at.Length; a++)
                    if (at[a] > 0) space.Actions[a].Set(row, space.Actions[a].Values[at[a] - 1]);
                rows.Add(row);
            }
            if (rows.Count < Block && place < at.Length) continue;
            Visit(rows);
            rows.Clear();
            if (place == at.Length) return;
        }
    }

    private void TrySequences(double start)
    {
        var singles = new List<(ActionSpace.Action Action, double Value, double[] Row)>();
        foreach (var action in space.Actions)
            foreach (double value in action.Values) singles.Add((action, value, With(space.Origin, action, value)));
        var scored = Visit([.. singles.Select(s => s.Row)]);
        var moves = singles.Zip(scored, (s, state) => (s.Action, s.Value, Saved: start - state.Gap, state.Cost)).Where(m => m.Saved < start)
            .GroupBy(m => m.Action)
            .SelectMany(own => new[] { own.MaxBy(m => m.Saved / m.Cost), own.MaxBy(m => m.Saved) }).Distinct().OrderByDescending(m => m.Saved)
                .Take(Moves).ToArray();

        int stop = (int)((1 - BeamShare) * options.Evaluations);
        bool last = hits.Count > 0;
        var beam = Best(scored, start);
        for (int changes = 2; changes <= options.MaxChanges && Left > stop; changes++)
        {
            var rows = new List<double[]>();
            foreach (var state in beam)
                foreach (var move in moves)
                    if (!move.Action.Differs(state.Row, space.Origin)) rows.Add(With(state.Row, move.Action, move.Value));
            beam = Best(Visit(Distinct(rows), Left - stop), start);
            if (last || beam.Count == 0) return; // one more change than the first hit needed may still be nearer
            last = hits.Count > 0;
        }
    }

    private void TryBackground()
    {
        int most = Math.Min(background.Rows, (int)(BackgroundShare * options.Evaluations));
        var rows = new List<double[]>(most);
        for (int r = 0; r < background.Rows && rows.Count < most; r++)
        {
            if (background.Weight(r) == 0) continue;
            double[] row = new double[model.Inputs];
            space.Approach(background.Row(r), row);
            rows.Add(row);
        }
        Visit(Distinct(rows));
    }

    // Correct of every set of changed columns, nearest first, made smaller while the budget lasts.
    private List<State> Reduced()
    {
        var reduced = new List<State>();
        var sets = new Dictionary<string, int>();
        foreach (var hit in hits.OrderBy(h => h.Cost))
        {
            string set = string.Join(",", Changed(hit.Row));
            sets[set] = sets.GetValueOrDefault(set) + 1;
            if (sets[set] > 1) continue;
            var smaller = Reduce(hit);
            if (space.Actions.Count(a => a.Differs(smaller.Row, space.Origin)) <= options.MaxChanges) reduced.Add(smaller);
            if (Left <= 0 || reduced.Count >= 8 * options.Count) break;
        }
        return reduced;
    }

    // From the hit itself, and from the ends of what its numbers may be: taken back from
    // there, the dearest first, they share the work as a linear model would have it.
    private State Reduce(State hit)
    {
        var smaller = Shrink([.. hit.Row]);
        var numbers = space.Actions.Where(a => a.IsContinuous && a.Differs(smaller.Row, space.Origin)).ToArray();
        if (numbers.Length < 2) return smaller;
        double[] far = [.. smaller.Row];
        foreach (var action in numbers) action.Push(far, space.Origin);
        if (Score([far]) is not [0]) return smaller;
        var other = Shrink(far);
        return other.Cost < smaller.Cost ? other : smaller;
    }

    private State Shrink(double[] row)
    {
        while (true)
        {
            double before = space.Cost(row);
            var changed = space.Actions.Where(a => a.Differs(row, space.Origin)).ToArray();
            var undone = changed.Select(a =>
            {
                double[] without = [.. row];
                a.Copy(space.Origin, without);
                return without;
            }).ToList();
            double[] gaps = Score(undone);
            int dearest = -1;
            for (int i = 0; i < gaps.Length; i++)
                if (gaps[i] == 0 && (dearest < 0 || space.CostOf(changed[i], row) > space.CostOf(changed[dearest], row))) dearest = i;
            if (dearest >= 0 && changed.Length > 1)
            {
                row = undone[dearest];
                continue;
            }
            // What the least of the goal is lost by for its cost is taken back first.
            foreach (int i in Enumerable.Range(0, gaps.Length).OrderBy(i => gaps[i] / space.CostOf(changed[i], row)))
                if (changed[i].IsContinuous) Halve(row, changed[i], undone[i]);
            if (Left <= 0 || space.Cost(row) > before * (1 - Precision)) return new(row, 0, space.Cost(row));
        }
    }

    private void Halve(double[] row, ActionSpace.Action action, double[] without)
    {
        int input = 0;
        while (row[input].Equals(without[input])) input++;
        double good = row[input], bad = without[input];
        while (Left > 0 && Math.Abs(good - bad) > Precision * action.Scale)
        {
            double middle = action.Allowed((good + bad) / 2);
            if (middle == good || middle == bad) return;
            double[] trial = [.. row];
            trial[input] = middle;
            if (Score([trial]) is [0]) row[input] = good = middle;
            else bad = middle;
        }
    }

    private ImmutableArray<Counterfactual> Choose(List<State> candidates)
    {
        var left = candidates.OrderBy(c => c.Cost).ToList();
        var chosen = new List<State>();
        while (chosen.Count < options.Count && left.Count > 0)
        {
            var next = left.MinBy(c => c.Cost - (chosen.Count == 0 ? 0 : options.Diversity * chosen.Min(other => space.Distance(other.Row, c.Row))))!;
            left.Remove(next);
            if (chosen.All(other => space.Distance(other.Row, next.Row) > 0)) chosen.Add(next);
        }
        var result = ImmutableArray.CreateBuilder<Counterfactual>();
        foreach (var state in chosen)
        {
            double[] outputs = model.Score(state.Row);
            evaluations++;
            if (goal.Gap(outputs[goal.Output]) == 0) result.Add(new([.. state.Row], [.. Changed(state.Row)], state.Cost, [.. outputs]));
        }
        return result.ToImmutable();
    }

    // Half by what is left to the goal, half by what a unit of cost brings.
    private static List<State> Best(List<State> states, double start)
    {
        var open = states.Where(s => s.Gap > 0 && s.Cost > 0).ToList();
        return [.. open.OrderBy(s => s.Gap).ThenBy(s => s.Cost).Take(Beam / 2)
            .Concat(open.OrderByDescending(s => (start - s.Gap) / s.Cost).Take(Beam / 2)).Distinct()];
    }

    private List<State> Visit(List<double[]> rows, int most = int.MaxValue)
    {
        if (rows.Count > most) rows.RemoveRange(most, rows.Count - most);
        double[] gaps = Score(rows);
        var states = new List<State>(gaps.Length);
        for (int i = 0; i < gaps.Length; i++)
        {
            var state = new State(rows[i], gaps[i], space.Cost(rows[i]));
            if (state.Gap == 0 && state.Cost > 0) hits.Add(state);
            states.Add(state);
        }
        return states;
    }

    // Gaps of as many rows as the budget still allows.
    private double[] Score(List<double[]> rows)
    {
        int count = Math.Clamp(Left, 0, rows.Count);
        var gaps = new double[count];
        double[] block = new double[Math.Min(count, Block) * model.Inputs], outputs = new double[Math.Min(count, Block) * model.Outputs];
        for (int from = 0; from < count; from += Block)
        {
            cancel.ThrowIfCancellationRequested();
            if (stopped |= evaluations + from > 0 && options.Stop?.Invoke() == true)
            {
                evaluations += from;
                return gaps[..from];
            }
            int here = Math.Min(Block, count - from);
            for (int r = 0; r < here; r++) rows[from + r].CopyTo(block.AsSpan(r * model.Inputs));
            model.Score(block, here, outputs);
            for (int r = 0; r < here; r++) gaps[from + r] = goal.Gap(outputs[r * model.Outputs + goal.Output]);
        }
        evaluations += count;
        return gaps;
    }

    private IEnumerable<int> Changed(double[] row)
    {
        for (int c = 0; c < row.Length; c++)
            if (!row[c].Equals(space.Origin[c])) yield return c;
    }

    private static double[] With(ReadOnlySpan<double> row, ActionSpace.Action action, double value)
    {
        double[] changed = row.ToArray();
        action.Set(changed, value);
        return changed;
    }

    private static List<double[]> Distinct(List<double[]> rows) => [.. rows.Distinct(SameValues.Instance)];

    private sealed record State(double[] Row, double Gap, double Cost);

    private sealed class SameValues : IEqualityComparer<double[]>
    {
        public static SameValues Instance { get; } = new();

        public bool Equals(double[]? a, double[]? b) => a.AsSpan().SequenceEqual(b);

        public int GetHashCode(double[] row)
        {
            var hash = new HashCode();
            foreach (double value in row) hash.Add(value);
            return hash.ToHashCode();
        }
    }
}
