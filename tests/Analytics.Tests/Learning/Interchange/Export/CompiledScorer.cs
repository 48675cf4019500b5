using System.Reflection;
using Kolosal.Learning.Graphs;
using Kolosal.Tabular;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Kolosal.Learning;

/// <summary>Exported source, compiled in memory as a stranger's project would compile it.</summary>
internal sealed class CompiledScorer
{
    private static readonly MetadataReference[] Framework =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    private delegate double[] Score(ReadOnlySpan<double> numbers, ReadOnlySpan<string?> texts);

    private readonly Score score;
    private readonly string[] numbers, texts;

    public CompiledScorer(string source)
    {
        var compilation = CSharpCompilation.Create("exported", [CSharpSyntaxTree.ParseText(source)], Framework,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release));
        using var assembly = new MemoryStream();
        var result = compilation.Emit(assembly);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        Assert.Empty(result.Diagnostics.Where(found => found.Severity >= DiagnosticSeverity.Warning));
        var type = Assembly.Load(assembly.ToArray()).GetType("Exported")!;
        score = type.GetMethod("Score")!.CreateDelegate<Score>();
        (numbers, texts) = ((string[])type.GetField("NumberColumns")!.GetValue(null)!, (string[])type.GetField("TextColumns")!.GetValue(null)!);
        Classes = (string[])type.GetField("Classes")!.GetValue(null)!;
    }

    public string[] Classes { get; }

    /// <summary>All rows of a table.</summary>
    public double[] Run(Frame table) => [.. Enumerable.Range(0, table.Rows).SelectMany(row => score(
        [.. numbers.Select(name => ExportedRows.Number(table[name], row))], [.. texts.Select(name => table[name].TextAt(row))]))];
}

/// <summary>Cells as exported models take them.</summary>
internal static class ExportedRows
{
    public static double Number(Column column, int row) => column.IsMissing(row) ? double.NaN : column switch
    {
        NumericColumn numeric => numeric.Values[row],
        BooleanColumn boolean => boolean.Values[row] ? 1 : 0,
        DateTimeColumn instant => (instant.Ticks[row] - DateTime.UnixEpoch.Ticks) / (double)TimeSpan.TicksPerSecond,
        _ => throw new ArgumentException(column.GetType().Name),
    };
}
