using System.Globalization;
using System.Text.Json;
using Xunit;

namespace Kolosal.Testing;

/// <summary>A case of an oracle file: inputs, and what an independent library made of them.</summary>
public sealed record OracleCase(string Id, string Function, JsonElement Params, JsonElement Inputs, JsonElement Expected, double Absolute,
    double Relative)
{
    /// <summary>Passes when |got − expected| ≤ abs + rel · |expected|; null stands for NaN.</summary>
    public void Near(JsonElement expected, double got, string what)
    {
        double value = Number(expected);
        bool equal = double.IsNaN(value) ? double.IsNaN(got) : value == got || Math.Abs(got - value) <= Absolute + Relative * Math.Abs(value);
        Assert.True(equal, string.Create(CultureInfo.InvariantCulture, $"{Id} {what}: expected {value:R}, got {got:R}."));
    }

    public static double Number(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => double.NaN,
        JsonValueKind.String => double.Parse(value.GetString()!, CultureInfo.InvariantCulture),
        _ => value.GetDouble(),
    };

    public static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(Number)];

    public override string ToString() => Id;
}

/// <summary>Reads oracle files (schema <c>kolosal-oracle/1</c>).</summary>
public static class Oracle
{
    /// <summary>The cases of a file whose function is one of those named; all cases when none is.</summary>
    public static IReadOnlyList<OracleCase> Cases(string file, params string[] functions)
    {
        string path = Path.Combine(SharedFolders.Oracles ?? throw new DirectoryNotFoundException("The oracle folder is absent."), file);
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        return [.. document.RootElement.GetProperty("cases").EnumerateArray()
            .Where(c => functions.Length == 0 || functions.Contains(c.GetProperty("function").GetString()))
            .Select(c => c.Clone())
            .Select(c => new OracleCase(
                c.GetProperty("id").GetString()!, c.GetProperty("function").GetString()!, c.GetProperty("params"), c.GetProperty("inputs"),
                c.GetProperty("expected"), Tolerance(c, "abs"), Tolerance(c, "rel")))];
    }

    private static double Tolerance(JsonElement oracleCase, string name) =>
        oracleCase.GetProperty("tolerance").TryGetProperty(name, out var value) ? value.GetDouble() : 0;
}

/// <summary>A fact that rests on an oracle file; skipped, and counted as such, where the folder is absent.</summary>
public sealed class OracleFactAttribute : FactAttribute
{
    public OracleFactAttribute()
    {
        if (SharedFolders.Oracles is null) Skip = "The oracle folder is absent: set KOLOSAL_ORACLES or place it at ../shared/oracles.";
    }
}

/// <summary>A fact that rests on the real data sets; skipped, and counted as such, where the folder is absent.</summary>
public sealed class DataFactAttribute : FactAttribute
{
    public DataFactAttribute()
    {
        if (SharedFolders.Data is null) Skip = "The data folder is absent: set KOLOSAL_DATA or place it at ../shared/data.";
    }
}

/// <summary>A theory that rests on a format's published schema; skipped, and counted as such, where the folder is absent.</summary>
public sealed class SchemaTheoryAttribute : TheoryAttribute
{
    public SchemaTheoryAttribute()
    {
        if (SharedFolders.Schemas is null) Skip = "The schema folder is absent: set KOLOSAL_SCHEMAS or place it at ../shared/schemas.";
    }
}

/// <summary>A fact that rests on a format's published schema; skipped, and counted as such, where the folder is absent.</summary>
public sealed class SchemaFactAttribute : FactAttribute
{
    public SchemaFactAttribute()
    {
        if (SharedFolders.Schemas is null) Skip = "The schema folder is absent: set KOLOSAL_SCHEMAS or place it at ../shared/schemas.";
    }
}
