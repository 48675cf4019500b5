using System.Globalization;
using System.Text.Json;
using Kolosal.Learning;
using Kolosal.Learning.Metrics;
using Kolosal.Learning.Search;
using Kolosal.Tabular;

namespace Kolosal.Experiments;

/// <summary>Looks at options and data, refuses what cannot work before anything is created, and fixes the plan.</summary>
public static class RunPlanner
{
    public const int DefaultTrials = 40, MostTrials = 2000, DefaultFolds = 5, MostFolds = 20, DefaultLag = 4, MostLag = 64;

    /// <summary>Fewer rows say nothing that a test part of a fifth of them could confirm.</summary>
    public const int LeastRows = 20;

    /// <summary>Beyond this many development rows one validation part of a fold's size settles a score to three digits, at a fold's cost.</summary>
    public const int MostRowsForFolds = 50_000;

    /// <summary>Share of the rows kept for the last evaluation. Every row kept is one less to learn from; of few rows a tenth would say
    /// nothing.</summary>
    public const double SmallTestShare = 0.1, TestShare = 0.2;

    private const int LeastRowsForSmallTestShare = 500;

    private const double LeastTestShare = 0.05, MostTestShare = 0.5, LongestBudgetSeconds = 30 * 24 * 3600, ShortestBudgetSeconds = 1;

    /// <summary>The plan.</summary>
    /// <param name="options">What was asked for.</param>
    /// <param name="table">The whole dataset.</param>
    /// <param name="favourableLabel">The target's favourable value, which becomes the second of two classes; null when undeclared.</param>
    /// <exception cref="RunOptionException">An option has no meaning.</exception>
    /// <exception cref="TrainingException">The data cannot teach what was asked.</exception>
    public static RunPlan Plan(RunOptions options, Frame table, string? favourableLabel)
    {
        var task = RunTask.Of(options);
        double? budget = CheckBudget(options.TimeBudgetSeconds);
        if (table.Schema.IndexOf(options.Target) < 0) throw NoTarget(options.Target, table);
        var history = HistoryPlanner.Of(options.History, table, options.Target);
        table = HistoryPlanner.Add(table, history);
        int folds = InRange("folds", options.Folds ?? SearchShape.FoldsFor(table, budget), 2, MostFolds);
        var (problem, rows) = CheckTarget(options.Target, task, table, favourableLabel, folds);
        CheckFeatures(rows, problem.Target);
        double share = CheckTestShare(options.TestShare ?? (rows.Rows < LeastRowsForSmallTestShare ? TestShare : SmallTestShare));
        int development = rows.Rows - (int)(rows.Rows * share);
        var metric = ChooseMetric(options.Metric, problem);
        var shape = SearchShape.Of(rows, problem, development);
        var notes = new List<string>();
        var monotone = LimitPlanner.Monotone(options.Monotone, rows, problem);
        var interactions = LimitPlanner.Interactions(options.Interactions, rows, problem);
        var trainers = ChooseTrainers(options.Trainers, problem, shape);
        var terms = PlanTerms.Of(problem, monotone, null);
        if (monotone is not null) trainers = LimitPlanner.ThatKeep("monotone", "direction", trainers, terms, notes);
        if (interactions is not null)
            trainers = LimitPlanner.ThatKeep(
                "interaction_constraints", "limit of interactions", trainers, terms with { Interactions = interactions.Value }, notes);
        var fairness = LimitPlanner.Fairness(options.Fairness, rows, problem);
        if (fairness is { Reweighing: true }) trainers = LimitPlanner.ThatTakeWeights(trainers, notes);
        int trials = InRange("max_trials", options.MaxTrials ?? (budget is null ? Math.Max(DefaultTrials, trainers.Length) : MostTrials), 1,
            MostTrials);
        if (!trainers.Any(t => CandidateSpace.IsSearchable(Trainers.Get(t)))) trials = Math.Min(trials, trainers.Length);
        var split = DataSplit.RuleFor(rows.Schema, problem);
        var validation = development > MostRowsForFolds || (options.Folds is null && shape.IsTooHeavyForFolds(budget))
            ? ValidationRule.HoldOut : ValidationRule.Folds;
        bool searches = trials > trainers.Length, named = !options.Trainers.IsDefaultOrEmpty || problem.Aim is not null;
        string? pruner = ChoosePruner(options.Pruner, validation, folds);
        var plan = new RunPlan(problem, metric.Name, unchecked((ulong)(options.Seed ?? 0)), split, share, validation, folds,
            InRange("parallelism", options.Parallelism ?? DefaultLag, 1, MostLag), trials, ChooseSampler(options.Sampler), trainers, rows.Rows,
                budget, null,
            searches ? RungLadder.For(development, validation, folds, pruner) : null,
            searches && options.Parameters is null ? Opening.For(shape, trainers, named) : null,
            ChooseEnsemble(options.Ensemble, problem), searches ? shape.Choices
                : shape.Choices.HasText ? new PreprocessingChoices(false, false, true) : null,
            InferLimitMicroseconds: CheckInferLimit(options.InferLimitMicroseconds),
            Monotone: monotone, Fairness: fairness, Shape: shape.Data, Pruner: pruner,
            Interactions: interactions, Steps: StepPlanner.Of(options, rows, problem, metric.Name, shape, searches),
            Calibration: LimitPlanner.Calibration(options.Calibration, problem));
        plan = plan with { FirstParameters = ParseParameters(options.Parameters, plan) };
        if (plan.Portfolio is { } portfolio) plan = plan with { Portfolio = TaskTrainers.First(plan, portfolio) };
        return WithFindings(plan, rows, notes) with { History = history };
    }

    private static TrainingException NoTarget(string target, Frame table) => new(
        $"There is no column '{target}' to predict; the columns are {Sample(table.Schema.Columns.Select(c => c.Name))}.");

    /// <summary>What the development rows give reason to do; the test part is not looked at.</summary>
    private static RunPlan WithFindings(RunPlan plan, Frame rows, IEnumerable<string> notes)
    {
        if (plan.Split is SplitRule.Stratified or SplitRule.Random)
        {
            int repeated = DuplicateRows.Copies(rows, plan.Problem, DuplicateRows.FirstOf(rows, plan.Problem));
            if (repeated > 0)
            {
                plan = plan with { DuplicatesTogether = true };
                notes = notes.Append(
                    $"{repeated} rows repeat another one in every feature; equal rows stay on one side of every split.");
            }
        }
        var found = DataChecks.Of(DataSplit.TestPart(rows, plan).Development, plan.Problem);
        return plan with { LeftOut = found.LeftOut.IsEmpty ? null : found.LeftOut, Findings = [.. notes, .. found.Notes] };
    }

    private static double? CheckInferLimit(double? microseconds) => microseconds is null or > 0 ? microseconds
        : throw new RunOptionException("infer_limit_us", string.Create(
            CultureInfo.InvariantCulture, $"The time for a row is more than 0 µs, got {microseconds}."));

    private static double CheckTestShare(double share) => share is >= LeastTestShare and <= MostTestShare ? share
        : throw new RunOptionException("test_share", string.Create(
            CultureInfo.InvariantCulture, $"The share of the test part is {LeastTestShare} to {MostTestShare}, got {share}."));

    private static EnsembleRule ChooseEnsemble(string? name, LearningProblem problem) => name switch
    {
        "stacking" when problem.Aim is LearningAim.Quantile or LearningAim.Ranking => throw new RunOptionException("ensemble",
            $"A stack layer is fitted by squares, which is no {problem.Word}; use none, greedy, voting or auto."),
        null or "auto" => EnsembleRule.Auto,
        "none" => EnsembleRule.None,
        "greedy" => EnsembleRule.Greedy,
        "stacking" => EnsembleRule.Stacking,
        "voting" => EnsembleRule.Voting,
        _ => throw new RunOptionException("ensemble", $"An ensemble is none, greedy, stacking, voting or auto, got '{name}'."),
    };

    private static (LearningProblem Problem, Frame Rows) CheckTarget(
        string target, RunTask task, Frame table, string? favourableLabel, int folds)
    {
        int[] known = LearningProblem.RowsWithTarget(table, target);
        if (known.Length == 0) throw new TrainingException($"No row has a value in the target '{target}'; there is nothing to learn.");
        if (known.Length < LeastRows)
            throw new TrainingException($"Need at least {LeastRows} rows with a value in '{target}', got {known.Length}; upload more rows.");

        var rows = known.Length == table.Rows ? table : table.SelectRows(known);
        CheckMissing(table, rows, target);
        bool declared = favourableLabel is not null && Enumerable.Range(0, rows.Rows).Any(r => rows[target].TextAt(r) == favourableLabel);
        var problem = task.On(rows, target, declared ? favourableLabel : null);
        if (problem.Task == LearningTask.Regression) return (problem, rows);

        var counts = new int[problem.Classes.Length];
        foreach (int label in problem.Labels(rows)) counts[label]++;
        int rarest = Array.IndexOf(counts, counts.Min());
        // One row for the test part and one for each side of every fold.
        if (counts[rarest] < folds + 1)
            throw new TrainingException($"With {folds} folds every class needs at least {folds + 1} rows, '{problem.Classes[rarest]}' has "
                + $"{counts[rarest]}; add rows, merge the class with another, leave it out, or use fewer folds.");
        return (problem, rows);
    }

    /// <summary>One class is left because the other one reads as missing: NA may be a country.</summary>
    private static void CheckMissing(Frame table, Frame rows, string target)
    {
        int missing = table.Rows - rows.Rows;
        string? only = rows[target].TextAt(0);
        if (missing == 0 || Enumerable.Range(1, rows.Rows - 1).Any(row => rows[target].TextAt(row) != only)) return;
        string word = table.Schema[target].Reading?.MissingWord is { } written
            ? $" (its file says {written} there; quote that word if it is a class)" : "";
        throw new TrainingException($"The target '{target}' has one class only ('{only}') and is missing in {missing} rows{word}; "
            + "a classifier needs rows of at least two.");
    }

    private static void CheckFeatures(Frame rows, string target)
    {
        var features = rows.Schema.WithTarget(target).Features.ToArray();
        if (features.Length == 0)
            throw new TrainingException("There is no column to learn from: every other column is ignored, an id or has another role.");
        if (features.All(f => rows[f.Name].Missing.Count == rows.Rows))
            throw new TrainingException("There is nothing to learn from: every feature is missing in every row.");
    }

    private static Metric ChooseMetric(string? name, LearningProblem problem)
    {
        if (name is null) return Metrics.Default(problem);
        return Metrics.All.FirstOrDefault(m => m.Name == name && m.Supports(problem))
            ?? throw new RunOptionException("metric", $"The metric '{name}' is not defined for this target; use one of "
                + $"{string.Join(", ", Metrics.All.Where(m => m.Supports(problem)).Select(m => m.Name))}.");
    }

    private static ImmutableArray<string> ChooseTrainers(ImmutableArray<string> named, LearningProblem problem, SearchShape shape)
    {
        var terms = PlanTerms.Of(problem, null, null);
        var able = Trainers.All.Where(t => t.Supports(problem.Task) && t.Under(terms) is not null).Select(t => t.Name).ToArray();
        if (named.IsDefaultOrEmpty) return TaskTrainers.For(problem, shape);
        if (named.FirstOrDefault(t => !able.Contains(t)) is { } unable)
            throw new RunOptionException("trainers", Trainers.ReaderOf(unable) is not null && Trainers.All.All(t => t.Name != unable)
                ? Trainers.Absent(unable) : $"There is no trainer '{unable}' for this target; use {string.Join(", ", able)}.");
        return [.. named.Distinct(StringComparer.Ordinal)];
    }

    private static HyperParameters? ParseParameters(string? json, RunPlan plan)
    {
        if (json is null) return null;
        if (plan.Trainers.Length != 1)
            throw new RunOptionException("parameters", $"Hyper-parameters are given for one trainer, got {plan.Trainers.Length} trainers.");
        try
        {
            return CandidateTrainer.Of(plan, plan.Trainers[0]).Space.Complete(TrialSpec.ParseParameters(json));
        }
        catch (JsonException)
        {
            throw new RunOptionException("parameters", "Hyper-parameters are an object of names and numbers or words.");
        }
        catch (ArgumentException fault)
        {
            throw new RunOptionException("parameters", fault.Message);
        }
    }

    private static string ChooseSampler(string? name)
    {
        if (name is null) return Samplers.All[0].Name;
        return Samplers.All.Any(s => s.Name == name) ? name
            : throw new RunOptionException("sampler", $"A sampler is {string.Join(" or ", Samplers.All.Select(s => s.Name))}, got '{name}'.");
    }

    private static string? ChoosePruner(string? name, ValidationRule validation, int folds)
    {
        if (name is null) return null;
        if (!RunPruners.Names.Contains(name))
            throw new RunOptionException("pruner", $"A pruner is {string.Join(", ", RunPruners.Names)}, got '{name}'.", understood: true);
        if (name == RunPruners.OverFolds && (validation != ValidationRule.Folds || folds < RunPruners.LeastFolds))
            throw new RunOptionException("pruner", string.Create(CultureInfo.InvariantCulture, $"'{name}' compares folds, and needs "
                + $"{RunPruners.LeastFolds} of them at least; this run has {(validation == ValidationRule.Folds ? folds : 1)}."), understood: true);
        return name;
    }

    private static double? CheckBudget(double? seconds) => seconds is null or (>= ShortestBudgetSeconds and <= LongestBudgetSeconds) ? seconds
        : throw new RunOptionException("time_budget_s", string.Create(
            CultureInfo.InvariantCulture, $"A time budget is {ShortestBudgetSeconds} to {LongestBudgetSeconds} seconds, got {seconds}."));

    private static int InRange(string option, int value, int least, int most) => value >= least && value <= most ? value
        : throw new RunOptionException(option, $"'{option}' must be {least} to {most}, got {value}.");

    private static string Sample(IEnumerable<string> names)
    {
        const int Shown = 20;
        string[] some = [.. names.Take(Shown + 1)];
        return string.Join(", ", some.Take(Shown)) + (some.Length > Shown ? ", …" : "");
    }
}
