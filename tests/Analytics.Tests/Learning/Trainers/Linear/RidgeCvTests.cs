namespace Kolosal.Learning.Linear;

public class RidgeCvTests
{
    [Fact]
    public void Left_out_errors_are_those_of_models_refitted_without_the_row()
    {
        var rows = LinearRows.Regression(30, 4, 3, weights: LinearRows.Weights(30));
        double[] alphas = [0.01, 1, 50];
        double[] errors = RidgeCvTrainer.LeaveOneOut(rows, Spectrum(rows), alphas, CancellationToken.None);
        for (int a = 0; a < alphas.Length; a++)
        {
            double sum = 0;
            for (int row = 0; row < rows.Rows; row++)
            {
                var without = rows.Take([.. Enumerable.Range(0, rows.Rows).Where(other => other != row)]);
                // Without the row the weights have another mean, and the penalty is one against rows of mean weight.
                int one = row == 5 ? 4 : 5;
                double share = without.Weight(one < row ? one : one - 1) / rows.Weight(one);
                double miss = rows.Targets.Span[row] - LinearRows.Score(Ridge(without, share * alphas[a]), rows.Row(row))[0];
                sum += rows.Weight(row) * miss * miss;
            }
            Assert.Equal(sum, errors[a], 1e-8 * sum);
        }
    }

    [Fact]
    public void Generalised_cross_validation_is_the_formula_with_the_trace_taken_row_by_row()
    {
        var rows = LinearRows.Regression(25, 3, 4);
        const double Alpha = 2;
        double trace = 0;
        for (int row = 0; row < rows.Rows; row++)
        {
            // The i-th diagonal element of the hat matrix: how row i's fit answers to row i's target.
            var unit = new double[rows.Rows];
            unit[row] = 1;
            trace += LinearRows.Score(Ridge(TrainingSet.Regression(rows.Features, rows.Columns, unit), Alpha), rows.Row(row))[0];
        }
        double squares = LinearRows.Residuals(Ridge(rows, Alpha), rows).Sum(r => r * r), free = 1 - trace / rows.Rows;
        Assert.Equal(squares / (free * free), RidgeCvTrainer.Generalized(rows, Spectrum(rows), [Alpha])[0], 1e-9 * squares);
    }

    [Theory, InlineData(RidgeCriterion.LeaveOneOut), InlineData(RidgeCriterion.Generalized)]
    public void Noise_gets_a_great_penalty_and_a_clean_line_a_small_one(RidgeCriterion criterion)
    {
        var trainer = new RidgeCvTrainer(new RidgeCvOptions(Criterion: criterion));
        var noise = LinearRows.Regression(60, 20, 5);
        var random = new Statistics.SeededRandom(9);
        var unrelated = TrainingSet.Regression(noise.Features, noise.Columns, Enumerable.Range(0, 60).Select(_ => random.NextNormal()).ToArray());
        var shrunk = (LinearPredictor)trainer.Fit(unrelated, 0, CancellationToken.None);
        Assert.True(shrunk.Coefficients.ToArray().Sum(Math.Abs) < 0.3 * Ridge(unrelated, 1e-6).Coefficients.ToArray().Sum(Math.Abs));
        var line = LinearRows.Regression(60, 5, 6, noise: 1e-4);
        Assert.True(LinearRows.Residuals(trainer.Fit(line, 0, CancellationToken.None), line).Max(Math.Abs) < 1e-3);
    }

    private static RidgeSpectrum Spectrum(TrainingSet rows) =>
        RidgeSpectrum.Of(CrossMoments.Of(rows, CancellationToken.None), CancellationToken.None);

    private static LinearPredictor Ridge(TrainingSet rows, double alpha) =>
        (LinearPredictor)new RidgeTrainer(new RidgeOptions(alpha)).Fit(rows, 0, CancellationToken.None);
}
