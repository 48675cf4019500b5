using Kolosal.Numerics;

namespace Kolosal.Learning.Linear;

public class LinearSvmTests
{
    private const double Tight = 1e-8;

    [Theory, InlineData(MarginLoss.Linear), InlineData(MarginLoss.Squared)]
    public void Multipliers_of_classes_meet_the_conditions_of_Karush_Kuhn_and_Tucker(MarginLoss loss)
    {
        var rows = LinearRows.Classification(150, 4, 2, 1, weights: LinearRows.Weights(150));
        var problem = Problem(rows, loss, 0.5);
        var descent = new DualDescent(problem, CancellationToken.None);
        descent.Run(Tight, 20_000, 1);
        var (primal, dual) = descent.Objectives();
        Assert.InRange(primal - dual, -1e-9 * primal, 2 * Tight * primal);
        for (int i = 0; i < problem.Members.Length; i++)
        {
            double alpha = problem.Targets[i] * descent.Multipliers[i], margin = problem.Targets[i] * problem.Score(i, descent.Weights),
                cost = problem.Costs[i];
            Assert.True(alpha >= 0);
            if (loss == MarginLoss.Squared) Assert.Equal(2 * cost * Math.Max(0, 1 - margin), alpha, 1e-2);
            else if (margin > 1.01) Assert.Equal(0, alpha);
            else if (margin < 0.99) Assert.Equal(cost, alpha);
            else Assert.InRange(alpha, 0, cost);
        }
    }

    [Theory, InlineData(MarginLoss.Linear), InlineData(MarginLoss.Squared)]
    public void Multipliers_of_values_close_the_duality_gap(MarginLoss loss)
    {
        var rows = LinearRows.Regression(120, 3, 2, weights: LinearRows.Weights(120));
        var problem = new LinearSvrTrainer(new LinearSvrOptions(0.3, 0.2, loss)).Problem(rows, TargetUnit.Of(rows));
        var descent = new DualDescent(problem, CancellationToken.None);
        descent.Run(Tight, 20_000, 1);
        var (primal, dual) = descent.Objectives();
        Assert.InRange(primal - dual, -1e-9 * primal, 2 * Tight * primal);
    }

    [Fact]
    public void Newton_and_the_dual_find_the_same_minimum_of_squared_losses()
    {
        var classes = LinearRows.Classification(200, 5, 2, 3, weights: LinearRows.Weights(200));
        var values = LinearRows.Regression(200, 5, 4, weights: LinearRows.Weights(200));
        foreach (var problem in (MarginProblem[])[Problem(classes, MarginLoss.Squared, 0.2),
            new LinearSvrTrainer(new LinearSvrOptions(0.2, 0.1)).Problem(values, TargetUnit.Of(values))])
        {
            double[] newton = MarginNewton.Minimize(problem, CancellationToken.None);
            var descent = new DualDescent(problem, CancellationToken.None);
            descent.Run(1e-12, 50_000, 1);
            for (int c = 0; c < newton.Length; c++) Assert.Equal(descent.Weights[c], newton[c], 1e-5);
        }
    }

    [Fact]
    public void The_central_path_and_the_dual_find_the_same_minimum_of_linear_losses()
    {
        var classes = LinearRows.Classification(200, 5, 2, 3, weights: LinearRows.Weights(200));
        var values = LinearRows.Regression(200, 5, 4, weights: LinearRows.Weights(200));
        foreach (var problem in (MarginProblem[])[
            Problem(classes, MarginLoss.Linear, 0.2), Problem(classes, MarginLoss.Linear, 100),
                new LinearSvrTrainer(new LinearSvrOptions(0.2, 0.1, MarginLoss.Linear)).Problem(values, TargetUnit.Of(values))])
        {
            double[] path = MarginInterior.Minimize(problem, 1e-9, CancellationToken.None);
            var descent = new DualDescent(problem, CancellationToken.None);
            descent.Run(1e-9, 20_000, 1);
            double Value(double[] w) => 0.5 * FixedSum.Dot(w, w) + Enumerable.Range(0, problem.Members.Length)
                .Sum(i => problem.Costs[i] * problem.Beyond(i, problem.Score(i, w)).Distance);
            double dual = descent.Objectives().Dual;
            Assert.InRange(Value(path), dual - 1e-9 * Math.Abs(dual), dual + 1e-8 * Math.Abs(dual) + (descent.Objectives().Primal - dual));
        }
    }

    [Fact]
    public void Rows_set_aside_on_the_way_change_nothing()
    {
        // Two orders of rows set different rows aside and end at one minimum.
        var problem = Problem(LinearRows.Classification(300, 4, 2, 5), MarginLoss.Linear, 1);
        DualDescent one = new(problem, CancellationToken.None), two = new(problem, CancellationToken.None);
        one.Run(1e-10, 50_000, 1);
        two.Run(1e-10, 50_000, 2);
        for (int c = 0; c < 5; c++) Assert.Equal(one.Weights[c], two.Weights[c], 1e-4);
    }

    [Theory, InlineData(2, MarginLoss.Linear), InlineData(2, MarginLoss.Squared), InlineData(3, MarginLoss.Squared)]
    public void Probabilities_are_about_as_good_as_those_of_logistic_regression(int classes, MarginLoss loss)
    {
        // The classes follow a probit model, for which the logistic model is nearly right: its
        // log loss is the yardstick. One against the rest is a poorer model of a middle class.
        TrainingSet training = LinearRows.Classification(800, 4, classes, 6), test = LinearRows.Classification(2000, 4, classes, 7);
        double own = LogLoss(new LinearSvmTrainer(new LinearSvmOptions(Loss: loss)), training, test),
            peer = LogLoss(new LogisticTrainer(new LogisticOptions()), training, test);
        Assert.True(own < (classes == 2 ? 1.05 : 1.5) * peer, $"{own} against {peer}");
    }

    [Fact]
    public void Balanced_classes_shift_the_decision_towards_the_rare_one()
    {
        var rows = LinearRows.Classification(400, 3, 2, 8, noise: 2);
        int[] kept = [.. Enumerable.Range(0, 400).Where(row => rows.Labels.Span[row] == 0 || row % 5 == 0)];
        var rare = rows.Take(kept);
        double[] plain = new LinearSvmTrainer(new LinearSvmOptions()).Problem(rare, ClassWeights.Of(rare, ClassWeighting.None), Every(rare), 1)
            .Minimize(1e-6, 1000, 1, CancellationToken.None);
        double[] balanced = new LinearSvmTrainer(new LinearSvmOptions()).Problem(rare, ClassWeights.Of(rare, ClassWeighting.Balanced), Every(rare), 1)
            .Minimize(1e-6, 1000, 1, CancellationToken.None);
        int Positive(double[] w) => Enumerable.Range(0, rare.Rows).Count(row => w[^1] + FixedSum.Dot(w.AsSpan(0, 3), rare.Row(row)) > 0);
        Assert.True(Positive(balanced) > Positive(plain));
    }

    [Fact]
    public void The_tube_and_cost_of_values_do_not_depend_on_the_unit()
    {
        var rows = LinearRows.Regression(100, 3, 9);
        var scaled = TrainingSet.Regression(rows.Features, rows.Columns, rows.Targets.ToArray().Select(y => 1e4 * y + 77).ToArray());
        double[] plain = LinearRows.Score(new LinearSvrTrainer(new LinearSvrOptions()).Fit(rows, 1, CancellationToken.None), rows.Features.Span);
        double[] after = LinearRows.Score(new LinearSvrTrainer(new LinearSvrOptions()).Fit(scaled, 1, CancellationToken.None), rows.Features.Span);
        for (int row = 0; row < 100; row++) Assert.Equal(1e4 * plain[row] + 77, after[row], 1e-4 * Math.Abs(after[row]));
    }

    private static MarginProblem Problem(TrainingSet rows, MarginLoss loss, double c) =>
        new LinearSvmTrainer(new LinearSvmOptions(c, loss)).Problem(rows, [.. Enumerable.Range(0, rows.Rows).Select(rows.Weight)], Every(rows), 1);

    private static int[] Every(TrainingSet rows) => [.. Enumerable.Range(0, rows.Rows).Where(row => rows.Weight(row) > 0)];

    private static double LogLoss(ITrainer trainer, TrainingSet training, TrainingSet test)
    {
        var model = trainer.Fit(training, 1, CancellationToken.None);
        double[] p = LinearRows.Score(model, test.Features.Span);
        return Enumerable.Range(0, test.Rows).Average(row => -Math.Log(p[row * model.Outputs + test.Labels.Span[row]]));
    }
}
