using Kolosal.Learning.Bayes;

namespace Kolosal.Learning.Discriminant;

/// <summary>Figures of scikit-learn 1.2.1 on a formula's rows, and the edges that it leaves to warnings.</summary>
public class DiscriminantTests
{
    [Theory]
    [InlineData(CovarianceEstimate.LedoitWolf, 0.41908102150790627, 0.43213543916535235, 0.14878353932674146)] // solver="lsqr", shrinkage="auto"
    // "lsqr"; "eigen" differs in the 16th digit
    [InlineData(CovarianceEstimate.MaximumLikelihood, 0.41466493824059253, 0.42081434266352197, 0.16452071909588556)]
    [InlineData(CovarianceEstimate.Unbiased, 0.406781750203047, 0.41205532073446577, 0.18116292906248727)] // "svd"
    public void Each_covariance_answers_as_its_solver(CovarianceEstimate covariance, params double[] expected)
    {
        double[] got = Score(new LinearDiscriminantTrainer(new(covariance)).Fit(Waves(), 0, CancellationToken.None), 0.3, 0.1, -0.2, 0.5, 0.4);
        for (int k = 0; k < 3; k++) Assert.Equal(expected[k], got[k], 10);
    }

    [Fact]
    public void Given_priors_answer_as_the_peer()
    {
        double[] got = Score(new LinearDiscriminantTrainer(new() { Prior = ClassPrior.Of(0.2, 0.5, 0.3) }).Fit(Waves(), 0, CancellationToken.None),
            0.3, 0.1, -0.2, 0.5, 0.4);
        Assert.Equal([0.23807000, 0.60289093, 0.15903906], got.Select(p => Math.Round(p, 8)));
        got = Score(new QuadraticDiscriminantTrainer(new(0)).Fit(Waves(), 0, CancellationToken.None), 0.3, 0.1, -0.2, 0.5, 0.4);
        Assert.Equal([0.22813011, 0.59378405, 0.17808584], got.Select(p => Math.Round(p, 8)));
    }

    [Fact]
    public void A_repeated_column_changes_nothing()
    {
        var rows = Waves();
        double[] doubled = [.. Enumerable.Range(0, rows.Rows).SelectMany(r => (double[])[.. rows.Row(r), rows.Row(r)[0]])];
        var wide = TrainingSet.Classification(doubled, [.. rows.Columns, new("again")], rows.Labels, 3);
        double[] once = Score(new LinearDiscriminantTrainer(new()).Fit(rows, 0, CancellationToken.None), 0.3, 0.1, -0.2, 0.5, 0.4);
        double[] twice = Score(new LinearDiscriminantTrainer(new()).Fit(wide, 0, CancellationToken.None), 0.3, 0.1, -0.2, 0.5, 0.4, 0.3);
        for (int k = 0; k < 3; k++) Assert.Equal(once[k], twice[k], 8);
    }

    [Fact]
    public void One_class_and_too_few_rows_are_refused()
    {
        var one = TrainingSet.Classification(new double[] { 1, 2, 3 }, [new("x")], new[] { 1, 1, 1 }, 2);
        Assert.Contains("two classes", Assert.Throws<TrainingException>(
            () => new LinearDiscriminantTrainer(new()).Fit(one, 0, CancellationToken.None)).Message);
        var few = TrainingSet.Classification(new double[] { 1, 2 }, [new("x")], new[] { 0, 1 }, 2);
        Assert.Throws<TrainingException>(() => new LinearDiscriminantTrainer(new()).Fit(few, 0, CancellationToken.None));
        Assert.Contains("more than one row", Assert.Throws<TrainingException>(
            () => new QuadraticDiscriminantTrainer(new()).Fit(few, 0, CancellationToken.None)).Message);
    }

    [Fact]
    public void Shares_outside_zero_to_one_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new LinearDiscriminantOptions(CovarianceEstimate.Shrunk, 1.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new QuadraticDiscriminantOptions(-0.1));
    }

    private static TrainingSet Waves()
    {
        double[] x = new double[24 * 5];
        for (int i = 0; i < 24; i++)
            for (int j = 0; j < 5; j++)
                x[i * 5 + j] = Math.Sin(1 + 3 * i + 7 * j + i * j) + (j == 0 && i % 3 == 1 ? 0.6 : j == 1 && i % 3 == 2 ? 0.8 : 0);
        return TrainingSet.Classification(x, [.. Enumerable.Range(0, 5).Select(c => new FeatureInfo($"x{c}"))],
            Enumerable.Range(0, 24).Select(i => i % 3).ToArray(), 3);
    }

    private static double[] Score(IPredictor model, params double[] row)
    {
        double[] output = new double[model.Outputs];
        model.Score(row, output);
        return output;
    }
}
