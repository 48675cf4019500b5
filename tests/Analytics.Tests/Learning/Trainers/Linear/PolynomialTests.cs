namespace Kolosal.Learning.Linear;

public class PolynomialTests
{
    [Theory]
    [InlineData(2, false, new[] { 2.0, 3, 5, 4, 6, 10, 9, 15, 25 })]
    [InlineData(2, true, new[] { 2.0, 3, 5, 6, 10, 15 })]
    [InlineData(3, true, new[] { 2.0, 3, 5, 6, 10, 15, 30 })]
    [InlineData(1, false, new[] { 2.0, 3, 5 })]
    public void Terms_come_by_degree_and_then_in_the_order_of_the_inputs(int degree, bool interactionOnly, double[] expected)
    {
        var expansion = PolynomialExpansion.Of(3, degree, interactionOnly, 100)!;
        var terms = new double[expansion.Terms];
        expansion.Expand([2, 3, 5], terms);
        Assert.Equal(expected, terms);
    }

    [Fact]
    public void A_polynomial_is_found_again()
    {
        var rows = LinearRows.Regression(200, 2, 1);
        double[] y = [.. Enumerable.Range(0, 200).Select(row =>
            3 - rows.Row(row)[0] + 2 * rows.Row(row)[0] * rows.Row(row)[1] + 0.5 * rows.Row(row)[1] * rows.Row(row)[1])];
        var model = (PolynomialPredictor)new PolynomialTrainer(new PolynomialOptions(2, Alpha: 1e-9))
            .Fit(TrainingSet.Regression(rows.Features, rows.Columns, y), 0, CancellationToken.None);
        double[] expected = [-1, 0, 0, 2, 0.5];
        for (int t = 0; t < 5; t++) Assert.Equal(expected[t], model.Terms.Coefficients[t], 1e-6);
        Assert.Equal(3, model.Terms.Intercepts[0], 1e-6);
    }

    [Fact]
    public void It_is_ridge_on_the_terms()
    {
        var rows = LinearRows.Regression(100, 4, 2, weights: LinearRows.Weights(100));
        var expansion = PolynomialExpansion.Of(4, 3, false, 1000)!;
        var terms = new double[100 * expansion.Terms];
        for (int row = 0; row < 100; row++) expansion.Expand(rows.Row(row), terms.AsSpan(row * expansion.Terms, expansion.Terms));
        var ridge = (LinearPredictor)new RidgeTrainer(new RidgeOptions(2))
            .Fit(rows.WithFeatures(terms, LinearRows.Columns(expansion.Terms)), 0, CancellationToken.None);
        var model = new PolynomialTrainer(new PolynomialOptions(3, Alpha: 2)).Fit(rows, 0, CancellationToken.None);
        double[] a = LinearRows.Score(ridge, terms), b = LinearRows.Score(model, rows.Features.Span);
        for (int row = 0; row < 100; row++) Assert.Equal(a[row], b[row], 1e-6);
    }

    [Fact]
    public void More_terms_than_can_be_afforded_are_refused()
    {
        var rows = LinearRows.Regression(10, 100, 3);
        Assert.Contains("3000", Assert.Throws<TrainingException>(
            () => new PolynomialTrainer(new PolynomialOptions()).Fit(rows, 0, CancellationToken.None)).Message);
    }
}
