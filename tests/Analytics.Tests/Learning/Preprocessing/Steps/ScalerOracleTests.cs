using System.Text.Json;
using Kolosal.Learning.Preprocessing.Scalers;

namespace Kolosal.Learning.Preprocessing;

/// <summary>Every scaler as a step on rows against scikit-learn, and what it undoes.</summary>
public class ScalerOracleTests
{
    private const string File = "preprocessing.json";

    public static TheoryData<string> Ids =>
        OracleReading.Ids(File, "standard_scaler", "minmax_scaler", "robust_scaler", "maxabs_scaler", "quantile_transformer", "row_normalizer");

    [OracleTheory, MemberData(nameof(Ids))]
    public void Scaled_rows(string id)
    {
        var @case = OracleReading.Case(File, id);
        var transform = Scaler(@case.Function, @case.Params).Fit(OracleRows.Of(@case, "X"), 0, CancellationToken.None);
        var test = OracleRows.Of(@case, "test");
        double[] scaled = OracleRows.Apply(transform, test);
        @case.Near("test", scaled);

        if (transform is ColumnStepsTransform columns)
        {
            ScaleStep[] steps = [.. columns.Steps.Select(s => s[0]).OfType<ScaleStep>()];
            if (@case.Function == "standard_scaler") @case.Near("mean", [.. steps.Select(s => s.Center)]);
            if (@case.Function == "robust_scaler") @case.Near("center", [.. steps.Select(s => s.Center)]);
            if (@case.Function is "standard_scaler" or "robust_scaler" or "maxabs_scaler") @case.Near("scale", [.. steps.Select(s => s.Scale)]);
            if (@case.Expected.TryGetProperty("quantiles", out var quantiles))
                @case.Near("quantiles", [.. Enumerable.Range(0, quantiles.GetArrayLength())
                    .SelectMany(k => columns.Steps.Select(s => ((QuantileStep)s[0]).Quantiles[k]))]);
        }
        if (transform is IInvertibleTransform inverse && !@case.Params.TryGetProperty("clip", out _) && @case.Function != "quantile_transformer")
        {
            double[] row = new double[transform.Inputs.Length];
            for (int r = 0; r < test.Rows; r++)
            {
                inverse.Invert(scaled.AsSpan(r * row.Length, row.Length), row);
                for (int c = 0; c < row.Length; c++) Assert.Equal(test.Row(r)[c], row[c], 1e-9 * Math.Max(1, Math.Abs(row[c])));
            }
        }
    }

    private static ITransformFitter Scaler(string function, JsonElement given)
    {
        bool On(string name, bool byDefault = true) => given.TryGetProperty(name, out var value) ? value.GetBoolean() : byDefault;
        double[] Pair(string name, double[] byDefault) =>
            given.TryGetProperty(name, out var value) ? [value[0].GetDouble(), value[1].GetDouble()] : byDefault;
        switch (function)
        {
            case "standard_scaler":
                return new StandardScaler(new(On("with_mean"), On("with_std")));
            case "minmax_scaler":
                double[] range = Pair("range", [0, 1]);
                return new MinMaxScaler(new(range[0], range[1], On("clip", false)));
            case "robust_scaler":
                double[] levels = Pair("quantiles", [25, 75]);
                return new RobustScaler(new(levels[0] / 100, levels[1] / 100, On("with_centering"), On("with_scaling")));
            case "maxabs_scaler":
                return new MaxAbsScaler();
            case "quantile_transformer":
                return new QuantileTransformer(new(given.GetProperty("n_quantiles").GetInt32(), given.GetProperty("output").GetString() == "normal"));
            default:
                return new RowNormalizer(Enum.Parse<RowNorm>(given.GetProperty("norm").GetString()!, ignoreCase: true));
        }
    }
}
