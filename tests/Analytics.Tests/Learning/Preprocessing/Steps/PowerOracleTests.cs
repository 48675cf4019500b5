using Kolosal.Learning.Preprocessing.Power;

namespace Kolosal.Learning.Preprocessing;

/// <summary>Box-Cox and Yeo-Johnson against scikit-learn, and what they undo.</summary>
public class PowerOracleTests
{
    private const string File = "preprocessing.json";

    public static TheoryData<string> Ids => OracleReading.Ids(File, "power_transformer");

    [OracleTheory, MemberData(nameof(Ids))]
    public void Lambdas_and_rows(string id)
    {
        var @case = OracleReading.Case(File, id);
        var options = new PowerTransformerOptions(@case.Params.GetProperty("standardize").GetBoolean());
        ITransformFitter fitter = @case.Params.GetProperty("method").GetString() == "box-cox"
            ? new BoxCoxTransformer(options)
            : new YeoJohnsonTransformer(options);
        var transform = Assert.IsType<ColumnStepsTransform>(fitter.Fit(OracleRows.Of(@case, "X"), 0, CancellationToken.None));
        @case.Near("lambdas", [.. transform.Steps.Select(s => s[0] is BoxCoxStep b ? b.Lambda : ((YeoJohnsonStep)s[0]).Lambda)]);
        @case.Near("test", OracleRows.Apply(transform, OracleRows.Of(@case, "test")));
    }

    [Theory, InlineData(-1.5), InlineData(0), InlineData(0.3), InlineData(1), InlineData(2), InlineData(3.5)]
    public void A_power_is_undone(double lambda)
    {
        foreach (double x in (double[])[0.01, 0.5, 1, 3, 40])
        {
            Assert.Equal(x, new BoxCoxStep(lambda, 0.001).Invert(new BoxCoxStep(lambda, 0.001).Apply(x)), 1e-9 * Math.Max(1, x));
            foreach (double signed in (double[])[x, -x])
                Assert.Equal(signed, new YeoJohnsonStep(lambda).Invert(new YeoJohnsonStep(lambda).Apply(signed)), 1e-9 * Math.Max(1, x));
        }
        Assert.True(double.IsFinite(new YeoJohnsonStep(lambda).Invert(1e30)) && double.IsFinite(new BoxCoxStep(lambda, 0.1).Invert(-1e30)));
    }

    [Fact]
    public void Known_values() // (2² − 1) / 2, ln 2, and −((1 + 2)^(2 − 3) − 1) / (2 − 3) = −(1/3 − 1)/(−1)
    {
        Assert.Equal(1.5, new BoxCoxStep(2, 1).Apply(2), 12);
        Assert.Equal(Math.Log(2), new BoxCoxStep(0, 1).Apply(2), 12);
        Assert.Equal(-2.0 / 3, new YeoJohnsonStep(3).Apply(-2), 12);
    }
}
