namespace Kolosal.Learning.Search;

public class PortfolioTests
{
    private static readonly DataShape[] Shapes =
    [
        new(200, 5, Classes: 2), new(150, 4000, Classes: 3), new(20_000, 30, 0.6, 200, 2, 40), new(1_000_000, 50, 0.2, 12, 10, 3),
        new(800, 12), new(300_000, 400), new(5_000, 8, 1, 9, 2), new(1, 1), new(4_000, 10, CountTarget: true, SkewedTarget: true),
        new(9_000, 10, Classes: 2),
    ];

    [Fact]
    public void Every_configuration_is_one_that_its_trainer_takes_for_the_task()
    {
        foreach (var shape in Shapes)
            foreach (var task in Enum.GetValues<LearningTask>())
            {
                var entries = Portfolio.For(shape, task);
                Assert.True(entries.Length >= 4, $"{shape} {task}: {entries.Length}");
                Assert.Equal("gradient_boosting", entries[0].Trainer);
                foreach (var entry in entries)
                {
                    // Left out by who tries it: what is of an engine that is not here, or does not learn this.
                    if (Trainers.All.FirstOrDefault(t => t.Name == entry.Trainer) is not { } trainer || !trainer.Supports(task)) continue;
                    var complete = trainer.Space.Complete(entry.Parameters);
                    Assert.All(entry.Parameters.Values, v => Assert.True(complete.Contains(v.Key), $"{entry.Trainer}: {v.Key} does not exist"));
                    _ = trainer.Create(complete);
                    Assert.True(shape.Rows <= trainer.MaxRows, $"{entry.Trainer} takes {trainer.MaxRows} rows, got {shape.Rows}.");
                    Assert.EndsWith(".", entry.Reason);
                    Assert.Null(entry.FromRun);
                }
                Assert.Equal(entries.Length, entries.Select(e => (e.Trainer, e.Parameters, e.Target)).Distinct().Count());
                Assert.True(entries.Count(e => Trainers.All.Any(t => t.Name == e.Trainer && t.Supports(task))) >= 3);
            }
    }

    [Fact]
    public void Every_row_of_the_portfolio_is_for_some_table()
    {
        var reasons = Shapes.SelectMany(shape => Enum.GetValues<LearningTask>().SelectMany(task => Portfolio.For(shape, task))).Select(e => e.Reason);
        Assert.Equal(35, reasons.Distinct().Count());
    }

    [Fact]
    public void What_takes_long_comes_last_and_of_many_rows_the_forests_come_behind_boosting()
    {
        string[] few = [.. Portfolio.For(new(500, 10, Classes: 2), LearningTask.Binary).Select(e => e.Trainer)];
        Assert.Equal(["mlp", "k_nearest_neighbours", "tabular_network"], few[^3..]);
        string[] many = [.. Portfolio.For(new(15_000, 10, Classes: 2), LearningTask.Binary).Select(e => e.Trainer)];
        Assert.True(Array.IndexOf(many, "extra_trees") > Array.LastIndexOf(many, "gradient_boosting"));
        Assert.True(Array.IndexOf(few, "extra_trees") < Array.LastIndexOf(few, "gradient_boosting"));
    }

    [Fact]
    public void Only_numbers_are_counts_or_skewed()
    {
        var shape = new DataShape(4_000, 10, CountTarget: true, SkewedTarget: true);
        Assert.Contains(Portfolio.For(shape, LearningTask.Regression), e => e.Trainer == "poisson_regression");
        Assert.Contains(Portfolio.For(shape, LearningTask.Regression), e => e.Target == Preprocessing.TargetFunction.Log);
        Assert.DoesNotContain(Portfolio.For(shape, LearningTask.Binary), e => e.Trainer == "poisson_regression" || e.Target is not null);
    }

    [Fact]
    public void Large_tables_get_nothing_that_costs_the_square_of_the_rows() => Assert.DoesNotContain(
        Portfolio.For(new(1_000_000, 20, Classes: 2), LearningTask.Binary), e => e.Trainer is "svm" or "gaussian_process" or "k_nearest_neighbours");

    [Fact]
    public void Distance_is_zero_to_itself_symmetric_and_as_documented()
    {
        foreach (var a in Shapes)
            foreach (var b in Shapes)
            {
                Assert.Equal(a.DistanceTo(b), b.DistanceTo(a), 12);
                Assert.Equal(a == b, a.DistanceTo(b) == 0);
                foreach (var c in Shapes) Assert.True(a.DistanceTo(c) <= a.DistanceTo(b) + b.DistanceTo(c) + 1e-12);
            }
        Assert.Equal(1, new DataShape(100, 7).DistanceTo(new(1000, 7)), 12);
        Assert.Equal(1, new DataShape(100, 7).DistanceTo(new(100, 7, 0.5)), 12);
        Assert.Equal(0.5, new DataShape(100, 7, Classes: 2).DistanceTo(new(100, 7, Classes: 2, Imbalance: 10)), 12);
    }

    [Fact]
    public void The_best_of_the_nearest_runs_come_first_and_say_where_from()
    {
        static EarlierTrial Trial(string trainer, double rate, double loss) => new(trainer, HyperParameters.Empty.With("rate", rate), loss);
        EarlierRun[] runs =
        [
            new("far", new(1_000_000, 10, Classes: 2), LearningTask.Binary, [Trial("a", 1, 0)]),
            new("near", new(2_000, 10, Classes: 2), LearningTask.Binary,
                [Trial("a", 2, 0.3), Trial("b", 3, 0.1), Trial("b", 4, 0.2), Trial("c", 5, double.NaN)]),
            new("nearest", new(1_000, 10, Classes: 2), LearningTask.Binary, [Trial("b", 3, 7), Trial("a", 9, 8), Trial("a", 8, double.NaN)]),
            new("other", new(1_000, 10), LearningTask.Regression, [Trial("a", 1, 0)]),
        ];
        foreach (var order in (EarlierRun[][])[runs, [.. runs.Reverse()]])
        {
            var entries = WarmStart.From(new(1_000, 10, Classes: 2), LearningTask.Binary, order);
            Assert.Equal([("nearest", 3.0), ("nearest", 9.0), ("near", 4.0), ("near", 2.0)], // 3 of near is known from nearest
                entries.Select(e => (e.FromRun!, e.Parameters.Float("rate"))));
            Assert.Equal(0, entries[0].Distance);
            Assert.Equal(Math.Log10(2), entries[3].Distance!.Value, 12);
        }
        Assert.Equal(2, WarmStart.From(new(1_000, 10, Classes: 2), LearningTask.Binary, runs, maxRuns: 2, perRun: 1).Length);
    }

    [Fact]
    public void Shapes_that_cannot_be_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new DataShape(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DataShape(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DataShape(1, 1, 1.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DataShape(1, 1, Classes: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DataShape(1, 1, Imbalance: 0.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DataShape(1, 1, MaxCategories: -1));
    }
}
