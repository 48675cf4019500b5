using System.Text.Json;
using Kolosal.Learning.Preprocessing.Encoders;
using Kolosal.Tabular;

namespace Kolosal.Learning.Preprocessing;

/// <summary>The encoders of raw columns, and one-hot with a dropped first category as a step on their codes. The lists of categories
/// and column names in the cases follow scikit-learn's naming and are not looked at; the encoded rows hold their order.</summary>
public class EncoderOracleTests
{
    private const string File = "preprocessing.json";

    public static TheoryData<string> ScalerIds =>
        OracleReading.Ids(File, c => !c.Params.TryGetProperty("clip", out _), "standard_scaler", "minmax_scaler", "robust_scaler");

    public static TheoryData<string> ImputerIds => OracleReading.Ids(File, "simple_imputer");

    public static TheoryData<string> OneHotIds => OracleReading.Ids(File, c => !c.Params.TryGetProperty("drop", out _), "one_hot");

    public static TheoryData<string> OrdinalIds => OracleReading.Ids(File, "ordinal_encoder");

    [OracleTheory, MemberData(nameof(ScalerIds))]
    public void Scalers(string id)
    {
        var @case = OracleReading.Case(File, id);
        var strategy = @case.Function switch
        {
            "standard_scaler" => ScaleStrategy.Standard,
            "minmax_scaler" => ScaleStrategy.MinMax,
            _ => ScaleStrategy.Robust
        };
        double[][] x = @case.Matrix("X"), test = @case.Matrix("test");
        ScaleStep[] steps = [.. Enumerable.Range(0, x[0].Length).Select(c => NumericSteps.FitScaler(strategy, Column(x, c))!)];
        double[] centers = [.. steps.Select(s => s.Center)], scales = [.. steps.Select(s => s.Scale)];
        if (strategy == ScaleStrategy.MinMax)
        {
            @case.Near("data_min", centers);
            // A column without spread is only centred, so its greatest value is its least.
            @case.Near("data_max", [.. steps.Select((s, c) => Column(x, c).Distinct().Count(v => !double.IsNaN(v)) > 1 ? s.Invert(1) : s.Center)]);
        }
        else
        {
            @case.Near(strategy == ScaleStrategy.Standard ? "mean" : "center", centers);
            @case.Near("scale", scales);
        }
        @case.Near("test", [.. test.SelectMany(row => row.Select((v, c) => steps[c].Apply(v)))]);
        foreach (double[] row in test)
            for (int c = 0; c < row.Length; c++)
                if (!double.IsNaN(row[c])) Assert.Equal(row[c], steps[c].Invert(steps[c].Apply(row[c])), 9);
    }

    [OracleTheory, MemberData(nameof(ImputerIds))]
    public void Imputers(string id)
    {
        var @case = OracleReading.Case(File, id);
        var strategy = @case.Params.GetProperty("strategy")
            .GetString() switch
        { "mean" => ImputeStrategy.Mean, "median" => ImputeStrategy.Median, _ => ImputeStrategy.Mode };
        bool indicator = @case.Params.GetProperty("add_indicator").GetBoolean();
        double[][] x = @case.Matrix("X"), test = @case.Matrix("test");
        int columns = x[0].Length;
        ImputeStep[] steps = [.. Enumerable.Range(0, columns).Select(c => NumericSteps.FitImputer(strategy, Column(x, c)))];
        @case.Near("statistics", [.. steps.Select(s => s.Value)]);
        // The oracle puts the indicators of columns with missing values behind all values.
        NumericEncoder[] encoders = [.. steps.Select((s, c) => new NumericEncoder($"x{c}", false, [s], indicator && Column(x, c).Any(double.IsNaN)))];
        double[] Encode(double[] row, int c)
        {
            double[] output = new double[encoders[c].Outputs.Length];
            encoders[c].Encode(row[c], output);
            return output;
        }
        @case.Near("test", [.. test.SelectMany(row => Enumerable.Range(0, columns).Select(c => Encode(row, c)[0])
            .Concat(Enumerable.Range(0, columns).Where(c => encoders[c].Indicator).Select(c => Encode(row, c)[1])))]);
    }

    [OracleTheory, MemberData(nameof(OneHotIds))]
    public void One_hot(string id)
    {
        var @case = OracleReading.Case(File, id);
        bool infrequent = @case.Params.TryGetProperty("min_frequency", out var least);
        var encoder = Fit(@case.Inputs.GetProperty("X"), new PreprocessingOptions(
            FeatureEncoding.Dense, MinCategoryRows: infrequent ? least.GetInt32() : 1));
        @case.Near("test", Encoded(encoder, @case.Inputs.GetProperty("test")));
    }

    public static TheoryData<string> DroppedIds => OracleReading.Ids(File, c => c.Params.TryGetProperty("drop", out _), "one_hot");

    [OracleTheory, MemberData(nameof(DroppedIds))]
    public void One_hot_with_a_dropped_category(string id)
    {
        var @case = OracleReading.Case(File, id);
        var encoder = Fit(@case.Inputs.GetProperty("X"), new PreprocessingOptions(FeatureEncoding.Native, MinCategoryRows: 1));
        FeatureRows Codes(JsonElement rows) => new(Encoded(encoder, rows), encoder.Outputs, rows.GetArrayLength());
        var drop = @case.Params.GetProperty("drop").GetString() == "first" ? OneHotDrop.First : OneHotDrop.IfBinary;
        var transform = new OneHotCodes(new(drop)).Fit(Codes(@case.Inputs.GetProperty("X")), 0, CancellationToken.None);
        var tested = @case.Inputs.TryGetProperty("test", out var test) ? test : @case.Inputs.GetProperty("X");
        JsonElement[] expected = [.. @case.Expected.GetProperty("test").EnumerateArray()];
        @case.Near("test", OracleRows.Apply(transform, Codes(tested))[..(expected.Length * transform.Outputs.Length)]);
    }

    [OracleTheory, MemberData(nameof(OrdinalIds))]
    public void Ordinal_codes_with_unseen_as_missing(string id)
    {
        var @case = OracleReading.Case(File, id);
        var encoder = Fit(@case.Inputs.GetProperty("X"), new PreprocessingOptions(FeatureEncoding.Native, MinCategoryRows: 1));
        @case.Near("test", [.. Encoded(encoder, @case.Inputs.GetProperty("test")).Select(v => double.IsNaN(v) ? -1 : v)]);
    }

    private static double[] Column(double[][] rows, int c) => [.. rows.Select(r => r[c])];

    private static FeatureEncoder Fit(JsonElement rows, PreprocessingOptions options)
    {
        string[][] table = [.. rows.EnumerateArray().Select(r => r.EnumerateArray().Select(v => v.GetString()!).ToArray())];
        var columns = Enumerable.Range(0, table[0].Length).ToArray();
        return FeatureEncoderFitter.Fit(new Frame(
            new TableSchema([.. columns.Select(c => new ColumnSchema($"x{c}", ColumnType.Categorical))]),
            [.. columns.Select(c => CategoricalColumn.From(table.Select(r => r[c])))]), options);
    }

    private static double[] Encoded(FeatureEncoder encoder, JsonElement rows) => [.. rows.EnumerateArray().SelectMany(row =>
    {
        double[] output = new double[encoder.Outputs.Length];
        encoder.Encode(new RawRow([.. row.EnumerateArray().Select(v => (RawValue)v.GetString())]), output);
        return output;
    })];
}
