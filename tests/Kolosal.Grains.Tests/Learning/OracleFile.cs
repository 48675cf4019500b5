using System.Text.Json;

namespace Kolosal.Learning;

/// <summary>A theory over the cases of an oracle file; skipped, and so counted, where the file is absent.</summary>
internal sealed class OracleTheoryAttribute : TheoryAttribute
{
    public OracleTheoryAttribute(string file)
    {
        if (!File.Exists(OracleFile.PathOf(file))) Skip = $"The oracle file {file} is absent; set KOLOSAL_ORACLES to its folder.";
    }
}

/// <summary>Cases of <c>../shared/oracles</c>, or of the folder that KOLOSAL_ORACLES names.</summary>
internal static class OracleFile
{
    public static string PathOf(string file) => Path.Combine(Environment.GetEnvironmentVariable("KOLOSAL_ORACLES") ?? Path.Combine(Root(), "..", "shared", "oracles"), file);

    /// <summary>The ids of the cases of some functions; one empty row where the file is absent, since a theory without data fails.</summary>
    public static TheoryData<string> Ids(string file, params string[] functions) => File.Exists(PathOf(file))
        ? [.. Cases(file).Where(c => functions.Length == 0 || functions.Contains(c.Function)).Select(c => c.Id)]
        : [""];

    public static IEnumerable<OracleCase> Cases(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(PathOf(file)));
        return [.. document.RootElement.GetProperty("cases").EnumerateArray().Select(c => new OracleCase(c.Clone()))];
    }

    public static OracleCase Case(string file, string id) => Cases(file).Single(c => c.Id == id);

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Kolosal.sln"))) return folder.FullName;
        return AppContext.BaseDirectory;
    }
}

/// <summary>One case: inputs, expected values and the tolerance they are met within.</summary>
internal sealed class OracleCase(JsonElement json)
{
    public string Id => json.GetProperty("id").GetString()!;

    public string Function => json.GetProperty("function").GetString()!;

    public JsonElement Params => json.GetProperty("params");

    public JsonElement Inputs => json.GetProperty("inputs");

    public JsonElement Expected => json.GetProperty("expected");

    public double[] Vector(string input) => Numbers(Inputs.GetProperty(input));

    public double[] Expect(string name) => Numbers(Expected.GetProperty(name));

    public int[] Integers(string input) => [.. Vector(input).Select(v => (int)v)];

    /// <summary>Rows of numbers; null is NaN.</summary>
    public double[][] Matrix(string input) => [.. Inputs.GetProperty(input).EnumerateArray().Select(Numbers)];

    public double[] Flat(string input) => [.. Matrix(input).SelectMany(r => r)];

    public double Param(string name) => Params.GetProperty(name).GetDouble();

    public bool Has(string input) => Inputs.TryGetProperty(input, out _);

    /// <summary>|got − expected| ≤ abs + rel |expected|.</summary>
    public void Near(double expected, double got, string what)
    {
        if (double.IsNaN(expected) && double.IsNaN(got)) return;
        double allowed = Tolerance("abs") + Tolerance("rel") * Math.Abs(expected);
        Assert.True(Math.Abs(got - expected) <= allowed, $"{Id}: {what} is {got:R}, expected {expected:R} ± {allowed:R}.");
    }

    public void Near(string name, double got) => Near(Expected.GetProperty(name).GetDouble(), got, name);

    public void Near(string name, ReadOnlySpan<double> got)
    {
        double[] expected = Numbers(Expected.GetProperty(name));
        Assert.Equal(expected.Length, got.Length);
        for (int i = 0; i < expected.Length; i++) Near(expected[i], got[i], $"{name}[{i}]");
    }

    private double Tolerance(string name) => json.GetProperty("tolerance").TryGetProperty(name, out var value) ? value.GetDouble() : 0;

    /// <summary>A list of numbers, or of lists of numbers one after the other.</summary>
    private static double[] Numbers(JsonElement list) => list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray().SelectMany(Numbers)]
        : [list.ValueKind switch
        {
            JsonValueKind.Null => double.NaN,
            JsonValueKind.True => 1,
            JsonValueKind.False => 0,
            JsonValueKind.String => list.GetString() == "Infinity" ? double.PositiveInfinity : list.GetString() == "-Infinity" ? double.NegativeInfinity : throw new FormatException(list.GetString()),
            _ => list.GetDouble(),
        }];
}
