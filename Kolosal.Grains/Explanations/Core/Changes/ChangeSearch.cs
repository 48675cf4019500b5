using Kolosal.Learning.Explanation;
using Kolosal.Tabular;

namespace Kolosal.Explanations;

/// <summary>Searches counterfactuals of raw rows.</summary>
public static class ChangeSearch
{
    // Above one half a class of two is decided whichever it is, and one of more has no equal.
    private const double JustOverHalf = 0.5 + 1e-9;

    // Rows that are scored to see what scoring costs, and the part of the limit that may be planned with.
    private const int Probe = 64;
    private const double PlannedShare = 0.7;

    private const int MostEvaluations = 4000;

    /// <param name="model">The model.</param>
    /// <param name="usual">Rows that scales and ranges are from.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="protectedColumns">Columns that stay as they are unless a rule names them.</param>
    /// <param name="terms">Class or range, rules, limits.</param>
    /// <param name="clock">Seconds since any fixed moment.</param>
    /// <param name="cancel">Polled between groups of scored rows.</param>
    /// <param name="progress">Told the share of rows that are done.</param>
    /// <exception cref="ExplanationOptionException">A rule or goal has no meaning for this model.</exception>
    public static CounterfactualReport Find(ExplainedModel model, UsualRows usual, IReadOnlyList<AskedRow> rows,
        IReadOnlyCollection<string> protectedColumns, ExplanationTerms terms, Func<double> clock, CancellationToken cancel,
        Action<double>? progress = null)
    {
        var (rules, unchangeable) = Rules(model, protectedColumns, terms);
        var goal = Goal(model, terms);
        var items = ImmutableArray.CreateBuilder<RowCounterfactuals>(rows.Count);
        for (int r = 0; r < rows.Count; r++)
        {
            double began = clock(), until = began + terms.TimeLimitMs / 1000.0;
            double[] numbers = model.Numbers(rows[r].Values), said = model.Say(rows[r].Values);
            bool outOfTime = false;
            var options = new CounterfactualOptions
            {
                Count = terms.Count,
                MaxChanges = terms.MaxChanges,
                Evaluations = Math.Max(terms.Count + 10, terms.Evaluations ?? Affordable(model, usual, clock, until)),
                Stop = () => outOfTime |= clock() >= until,
            };
            CounterfactualResult found;
            try
            {
                found = new CounterfactualSearch(model.Raw.Function, usual.Rows, rules, options).Find(numbers, goal, cancel);
            }
            catch (ArgumentException wrong)
            {
                throw new ExplanationOptionException("rules", wrong.Message.Split(" (Parameter", 2)[0]);
            }
            var changed = found.Counterfactuals.Select(row => Describe(model, numbers, row, goal.Output)).ToImmutableArray();
            string verdict = Word(found.Verdict);
            items.Add(new(r, rows[r].PredictionId, model.Decide(said), said[goal.Output], verdict, found.Evaluations, outOfTime,
                1000 * (clock() - began), changed, Tell(verdict, changed)));
            progress?.Invoke((r + 1.0) / rows.Count);
        }
        string wanted = model.IsRegression ? Range(terms) : model.Outputs[goal.Output];
        return new(wanted, unchangeable, new(usual.Rows.Rows, usual.Source), items.MoveToImmutable());
    }

    private static CounterfactualGoal Goal(ExplainedModel model, ExplanationTerms terms)
    {
        if (!model.IsRegression)
        {
            if (terms.Minimum is not null || terms.Maximum is not null)
                throw new ExplanationOptionException("minimum",
                    "The model predicts classes; say which is wanted with class, and how sure with probability.");
            if (terms.Class is null)
                throw new ExplanationOptionException("class",
                    $"Expected the class that is wanted, one of {ExplainedModel.Some(model.Outputs)}; got none.");
            return new(model.OutputOf(terms.Class, []), terms.Probability ?? JustOverHalf);
        }
        if (terms.Probability is not null) throw new ExplanationOptionException("probability",
            "The model predicts a number; give minimum or maximum.");
        if (terms.Minimum is null && terms.Maximum is null)
            throw new ExplanationOptionException("minimum",
                "Expected the smallest or the largest number that is wanted (minimum, maximum), got neither.");
        if (terms.Minimum > terms.Maximum)
            throw new ExplanationOptionException("minimum", $"Expected at most the maximum {terms.Maximum}, got {terms.Minimum}.");
        return new(model.OutputOf(terms.Class, []), terms.Minimum ?? double.NegativeInfinity, terms.Maximum ?? double.PositiveInfinity);
    }

    private static (ImmutableArray<ColumnRule> Rules, ImmutableArray<string> Unchangeable) Rules(
        ExplainedModel model, IReadOnlyCollection<string> protectedColumns, ExplanationTerms terms)
    {
        var rules = ImmutableArray.CreateBuilder<ColumnRule>();
        var kept = new SortedSet<string>(StringComparer.Ordinal);
        var grouped = new HashSet<int>();
        for (int g = 0; g < terms.OneHot.Length; g++)
        {
            int[] indicators = [.. terms.OneHot[g].Select(name => model.ColumnOf(name, $"one_hot[{g}]"))];
            foreach (int column in indicators)
                if (!grouped.Add(column) || model.Columns[column].Type is not (ColumnType.Numeric or ColumnType.Boolean))
                    throw new ExplanationOptionException($"one_hot[{g}]",
                        $"Expected number columns that belong to one group only, got '{model.Columns[column].Name}'.");
            if (indicators.Length < 2) throw new ExplanationOptionException($"one_hot[{g}]",
                $"Expected at least two columns, got {indicators.Length}.");
            bool fix = terms.OneHot[g].Any(name => terms.Rules.TryGetValue(name, out var own) ? own.Immutable : protectedColumns.Contains(name));
            if (fix) kept.UnionWith(terms.OneHot[g]);
            rules.Add(new ColumnRule([.. indicators]) { Direction = fix ? ChangeDirection.Fixed : ChangeDirection.Any });
        }
        foreach (var (name, change) in terms.Rules)
        {
            int column = model.ColumnOf(name, $"rules.{name}");
            if (grouped.Contains(column)) continue;
            if (change.Immutable) kept.Add(name);
            rules.Add(Rule(model, column, name, change));
        }
        for (int column = 0; column < model.Columns.Length; column++)
        {
            string name = model.Columns[column].Name;
            if (terms.Rules.ContainsKey(name) || grouped.Contains(column)) continue;
            if (!protectedColumns.Contains(name) && model.Columns[column].Type != ColumnType.Text) continue;
            kept.Add(name);
            rules.Add(new ColumnRule(column) { Direction = ChangeDirection.Fixed });
        }
        return (rules.ToImmutable(), [.. kept]);
    }

    private static ColumnRule Rule(ExplainedModel model, int column, string name, ChangeTerms change)
    {
        var schema = model.Columns[column];
        bool number = schema.Type is ColumnType.Numeric or ColumnType.DateTime;
        string path = $"rules.{name}";
        var direction = change.Immutable ? ChangeDirection.Fixed : change.Direction switch
        {
            null => ChangeDirection.Any,
            "up" => ChangeDirection.Up,
            "down" => ChangeDirection.Down,
            var other => throw new ExplanationOptionException($"{path}.direction", $"Expected 'up' or 'down', got '{other}'."),
        };
        if (!number && (direction is ChangeDirection.Up or ChangeDirection.Down || change.Minimum is not null || change.Maximum is not null
            || change.Step is not null))
            throw new ExplanationOptionException(path, $"'{name}' has no order; say what it may become with allowed.");
        if (change.Minimum > change.Maximum)
            throw new ExplanationOptionException($"{path}.minimum", $"Expected at most the maximum {change.Maximum}, got {change.Minimum}.");
        if (change.Step is < 0) throw new ExplanationOptionException($"{path}.step", $"Expected 0 or more, got {change.Step}.");
        if (change.Weight is { } weight && !(weight > 0)) throw new ExplanationOptionException($"{path}.weight", $"Expected above 0, got {weight}.");
        ImmutableArray<int> codes = default;
        if (change.Allowed is { } allowed)
        {
            if (number) throw new ExplanationOptionException($"{path}.allowed",
                $"'{name}' is a number; say what it may become with minimum and maximum.");
            codes = [.. allowed.Select(category => Code(model, column, category, path)).Distinct()];
        }
        return new ColumnRule(column)
        {
            Direction = direction,
            Low = change.Minimum ?? double.NaN,
            High = change.Maximum ?? double.NaN,
            Step = change.Step ?? 0,
            Categories = codes,
            Weight = change.Weight ?? 1,
        };
    }

    private static int Code(ExplainedModel model, int column, string category, string path)
    {
        var schema = model.Columns[column];
        bool flag = schema.Type == ColumnType.Boolean;
        int code = flag ? category switch { "false" => 0, "true" => 1, _ => -1 } : schema.Categories.IndexOf(category);
        return code >= 0 ? code : throw new ExplanationOptionException($"{path}.allowed",
            $"'{schema.Name}' has no value '{category}'; it has {ExplainedModel.Some(flag ? ["false", "true"] : schema.Categories)}.");
    }

    /// <summary>How many rows may be scored within the limit, by what some take.</summary>
    private static int Affordable(ExplainedModel model, UsualRows usual, Func<double> clock, double until)
    {
        int probe = Math.Min(Probe, usual.Rows.Rows), width = usual.Rows.Columns.Length;
        double began = clock();
        model.Raw.Function.Score(usual.Rows.Features.Span[..(probe * width)]);
        double each = Math.Max(1e-9, (clock() - began) / probe), left = PlannedShare * (until - clock());
        return (int)Math.Clamp(left / each, 1, MostEvaluations);
    }

    private static ChangedRow Describe(ExplainedModel model, double[] from, Counterfactual found, int output) => new(
        model.Decide(found.Outputs.AsSpan()), found.Outputs[output], found.Distance,
        [.. found.Changed.Select(c => new ChangedColumn(model.Columns[c].Name, model.Show(c, from[c]), model.Show(c, found.Row[c])))]);

    private static string Word(CounterfactualVerdict verdict) => verdict switch
    {
        CounterfactualVerdict.Found => "found",
        CounterfactualVerdict.AlreadyThere => "already_there",
        CounterfactualVerdict.NoneFeasible => "none_feasible",
        _ => "none_found",
    };

    private static string Range(ExplanationTerms terms) => (terms.Minimum, terms.Maximum) switch
    {
        ({ } low, { } high) => $"{Figures.Tell(low)} to {Figures.Tell(high)}",
        ({ } low, null) => $"at least {Figures.Tell(low)}",
        (_, { } high) => $"at most {Figures.Tell(high)}",
        _ => "any",
    };

    private static ImmutableArray<string> Tell(string verdict, ImmutableArray<ChangedRow> changed) => verdict switch
    {
        "already_there" => ["The row has what was wanted as it is."],
        "none_feasible" => ["Nothing that may be changed leads there: every allowed combination was tried, or nothing may change."],
        "none_found" => ["Nothing was found within the budget; that does not prove that there is nothing."],
        _ => [.. changed.Select(row => "It would be enough if " + string.Join(" and ",
            row.Changes.Select(change => $"{change.Column} were {Text(change.To)} instead of {Text(change.From)}")) + ".")],
    };

    private static string Text(object? value) => value switch
    {
        null => "missing",
        double number => Figures.Tell(number),
        bool flag => flag ? "true" : "false",
        var other => $"'{other}'",
    };
}
