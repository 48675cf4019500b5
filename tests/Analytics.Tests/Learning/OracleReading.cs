using System.Text.Json;
using Kolosal.Testing;

namespace Kolosal.Learning;

/// <summary>A theory over the cases of an oracle file; skipped, and so counted, where the folder is absent.</summary>
internal sealed class OracleTheoryAttribute : TheoryAttribute
{
    public OracleTheoryAttribute()
    {
        if (SharedFolders.Oracles is null) Skip = "The oracle folder is absent: set KOLOSAL_ORACLES or place it at ../shared/oracles.";
    }
}

/// <summary>Short ways to the numbers of a case.</summary>
internal static class OracleReading
{
    /// <summary>The ids of the cases of some functions; one empty row where the folder is absent, since a theory without data fails.</summary>
    public static TheoryData<string> Ids(string file, params string[] functions) => Ids(file, _ => true, functions);

    public static TheoryData<string> Ids(string file, Func<OracleCase, bool> include, params string[] functions) =>
        SharedFolders.Oracles is null ? [""] : [.. Oracle.Cases(file, functions).Where(include).Select(c => c.Id)];

    public static OracleCase Case(string file, string id) => Oracle.Cases(file).Single(c => c.Id == id);

    public static double[] Vector(this OracleCase @case, string input) => Flatten(@case.Inputs.GetProperty(input));

    public static int[] Integers(this OracleCase @case, string input) => [.. @case.Vector(input).Select(v => (int)v)];

    public static double[] Expect(this OracleCase @case, string name) => Flatten(@case.Expected.GetProperty(name));

    /// <summary>Rows of numbers; null is NaN.</summary>
    public static double[][] Matrix(this OracleCase @case, string input) => [.. @case.Inputs.GetProperty(input).EnumerateArray().Select(Flatten)];

    public static double Param(this OracleCase @case, string name) => @case.Params.GetProperty(name).GetDouble();

    public static bool Has(this OracleCase @case, string input) => @case.Inputs.TryGetProperty(input, out _);

    public static void Near(this OracleCase @case, string name, double got) => @case.Near(@case.Expected.GetProperty(name), got, name);

    public static void Near(this OracleCase @case, string name, ReadOnlySpan<double> got)
    {
        JsonElement[] expected = [.. Leaves(@case.Expected.GetProperty(name))];
        Assert.Equal(expected.Length, got.Length);
        for (int i = 0; i < expected.Length; i++) @case.Near(expected[i], got[i], $"{name}[{i}]");
    }

    private static double[] Flatten(JsonElement list) => [.. Leaves(list).Select(OracleCase.Number)];

    private static IEnumerable<JsonElement> Leaves(JsonElement list) =>
        list.ValueKind == JsonValueKind.Array ? list.EnumerateArray().SelectMany(Leaves) : [list];
}
