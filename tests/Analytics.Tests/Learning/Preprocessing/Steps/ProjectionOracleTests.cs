using Kolosal.Learning.Preprocessing.Expansion;
using Kolosal.Learning.Preprocessing.Projection;
using Kolosal.Testing;

namespace Kolosal.Learning.Preprocessing;

/// <summary>Principal components, singular values, products and splines against
/// scikit-learn; signs of directions are free and compared by magnitude.</summary>
public class ProjectionOracleTests
{
    private const string File = "preprocessing.json";

    public static TheoryData<string> Ids => OracleReading.Ids(File, "pca", "truncated_svd");

    public static TheoryData<string> TestIds => OracleReading.Ids(File, c => c.Has("test"), "pca", "truncated_svd");

    public static TheoryData<string> ExpansionIds => OracleReading.Ids(File, "polynomial_features", "spline_transformer");

    [OracleTheory, MemberData(nameof(Ids))]
    public void Directions_and_coordinates(string id)
    {
        var @case = OracleReading.Case(File, id);
        var transform = Fitted(@case);
        if (Expects(@case, "mean")) @case.Near("mean", transform.Mean.AsSpan());
        if (Expects(@case, "explained_variance")) @case.Near("explained_variance", transform.Variances.AsSpan());
        if (Expects(@case, "explained_variance_ratio")) @case.Near("explained_variance_ratio", transform.VarianceShares.AsSpan());
        if (Expects(@case, "singular_values")) @case.Near("singular_values", transform.SingularValues.AsSpan());
        if (Expects(@case, "components_abs")) @case.Near("components_abs", [.. transform.Components.Select(Math.Abs)]);
        if (Expects(@case, "noise_variance_2")) @case.Near("noise_variance_2", transform.Variances.Skip(2).Average());
    }

    [OracleTheory, MemberData(nameof(TestIds))]
    public void New_rows_there_and_back(string id)
    {
        var @case = OracleReading.Case(File, id);
        var transform = Fitted(@case);
        var test = OracleRows.Of(@case, "test");
        double[] coordinates = OracleRows.Apply(transform, test), back = new double[test.Rows * test.Columns.Length];
        if (Expects(@case, "transformed_abs")) @case.Near("transformed_abs", [.. coordinates.Select(Math.Abs)]);
        for (int row = 0; row < test.Rows; row++)
            transform.Invert(coordinates.AsSpan(row * transform.Outputs.Length, transform.Outputs.Length),
                back.AsSpan(row * test.Columns.Length, test.Columns.Length));
        if (Expects(@case, "reconstruction")) @case.Near("reconstruction", back);
        else if (Components(@case) is null)
            for (int i = 0; i < back.Length; i++) Assert.Equal(test.Features.Span[i], back[i], 1e-9 * Math.Max(1, Math.Abs(back[i])));
    }

    private static ProjectionTransform Fitted(OracleCase @case)
    {
        bool whiten = @case.Params.TryGetProperty("whiten", out var w) && w.GetBoolean();
        ITransformFitter fitter = @case.Function == "pca" ? new PrincipalComponents(new(Components(@case), Whiten: whiten))
            : new TruncatedSvd(new(Components(@case)!.Value));
        return (ProjectionTransform)fitter.Fit(OracleRows.Of(@case, "X"), 0, CancellationToken.None);
    }

    private static int? Components(OracleCase @case) => @case.Params.TryGetProperty("n_components", out var n) ? n.GetInt32() : null;

    private static bool Expects(OracleCase @case, string name) => @case.Expected.TryGetProperty(name, out _);

    [OracleTheory, MemberData(nameof(ExpansionIds))]
    public void Products_and_splines(string id)
    {
        var @case = OracleReading.Case(File, id);
        ITransformFitter fitter = @case.Function == "polynomial_features"
            ? new PolynomialFeatures(new((int)@case.Param("degree"),
                @case.Params.TryGetProperty("interaction_only", out var only) && only.GetBoolean(), @case.Params.GetProperty("bias").GetBoolean()))
            : new SplineFeatures(new((int)@case.Param("n_knots"), (int)@case.Param("degree"),
                Enum.Parse<KnotPlacement>(@case.Params.GetProperty("knots").GetString()!, ignoreCase: true)));
        @case.Near("test", OracleRows.Apply(fitter.Fit(OracleRows.Of(@case, "X"), 0, CancellationToken.None), OracleRows.Of(@case, "test")));
    }

    [Fact]
    public void Products_are_named_by_their_factors() =>
        Assert.Equal(["1", "a", "b", "a^2", "a*b", "b^2"],
            new PolynomialFeatures(new(2, false, true)).Fit(new FeatureRows(new double[2], [new("a"), new("b")], 1), 0,
            CancellationToken.None).Outputs.Select(o => o.Name));

    [Fact]
    public void Splines_of_a_column_sum_to_one_and_a_missing_value_is_missing_in_its_own_only()
    {
        double[] x = [.. Enumerable.Range(0, 60).Select(i => i * i / 100.0)];
        foreach (int degree in (int[])[0, 1, 2, 3, 5])
        {
            var transform = new SplineFeatures(new(6, degree, KnotPlacement.Quantile))
                .Fit(new FeatureRows(x, [new("a"), new("b")], 30), 0, CancellationToken.None);
            double[] output = new double[transform.Outputs.Length];
            foreach (double value in (double[])[-5, 0, 3.3, 17, 34.81, 90])
            {
                transform.Apply([value, double.NaN], output);
                Assert.Equal(1, output[..(output.Length / 2)].Sum(), 12);
                Assert.All(output[(output.Length / 2)..], v => Assert.True(double.IsNaN(v)));
            }
        }
    }
}
