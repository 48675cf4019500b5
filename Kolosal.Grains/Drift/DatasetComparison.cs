using Kolosal.Datasets;
using Kolosal.Tabular;

namespace Kolosal.Drift;

/// <summary>Compares two stored datasets column by column; a few columns at a time are in memory, and one comparison at a time a process.</summary>
public sealed class DatasetComparison(IDatasetReader reader) : IDisposable
{
    /// <summary>Rows of each dataset that are looked at, from the first.</summary>
    public const int MostRows = 200_000;

    // Of both datasets together at once, and rows for what looks at all columns.
    private const int MostCells = 4_000_000, JointRows = 5_000, JointColumns = 100;
    private readonly SemaphoreSlim turn = new(1);

    /// <summary>Judges the columns that both have, of one kind each.</summary>
    /// <param name="reference">What to compare with.</param>
    /// <param name="current">What is compared.</param>
    /// <param name="falseAlarm">Probability of naming any column without drift.</param>
    /// <param name="method">As in <see cref="DriftDetection"/>.</param>
    /// <param name="tests">As in <see cref="DriftDetection"/>.</param>
    /// <param name="joint">As in <see cref="DriftDetection"/>.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>Refused with <c>drift.nothing-in-common</c>, or where a joint test cannot be run.</returns>
    public async Task<Result<DriftDetection>> CompareAsync(
        DatasetContent reference, DatasetContent current, double falseAlarm, string method, IReadOnlyList<string> tests, IReadOnlyList<string> joint,
        CancellationToken cancel)
    {
        await turn.WaitAsync(cancel);
        try
        {
            var common = Common(reference.ToTableSchema(), current.ToTableSchema());
            if (common.Length == 0)
                return Refusal.Unprocessable("drift.nothing-in-common", "The datasets have no column of one name and kind, other than free text.");
            var judge = new SampleJudge(falseAlarm, method, tests, cancel);
            int atOnce = (int)Math.Max(1, MostCells / Math.Max(1, Rows(reference) + Rows(current)));
            foreach (string[] names in common.Chunk(atOnce))
                foreach (var column in await ReadAsync(reference, current, names, MostRows, cancel))
                    judge.Add(column.Texts is { } ? SampleBins.Of(column) : SampleBins.OfNumbers(column.Name, column.Reference, column.Current));
            return judge.Conclude(joint.Count == 0 ? [] : JointTests.Run(
                await ReadAsync(reference, current, [.. common.Take(JointColumns)], JointRows, cancel), joint, falseAlarm, SampleJudge.Seed, cancel));
        }
        catch (ArgumentException wrong) when (joint.Count > 0)
        {
            return Refusal.Unprocessable("drift.joint", wrong.Message);
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();

    private static long Rows(DatasetContent content) => Math.Min(content.Rows, MostRows);

    private static string[] Common(TableSchema reference, TableSchema current) =>
    [
        .. reference.Columns.Where(column => column.Type != ColumnType.Text && current.IndexOf(column.Name) >= 0
            && IsTexts(column.Type) == IsTexts(current[column.Name].Type) && current[column.Name].Type != ColumnType.Text)
            .Select(column => column.Name),
    ];

    private static bool IsTexts(ColumnType type) => type == ColumnType.Categorical;

    private async Task<List<SampleColumn>> ReadAsync(
        DatasetContent reference, DatasetContent current, string[] names, int rows, CancellationToken cancel)
    {
        var before = await reader.ReadAsync(reference, names, rows, cancel);
        var now = await reader.ReadAsync(current, names, rows, cancel);
        return [.. names.Select(name => Pair(name, before[name], now[name]))];
    }

    private static SampleColumn Pair(string name, Column before, Column now) => before is CategoricalColumn a && now is CategoricalColumn b
        ? SampleColumn.OfTexts(name, Texts(a), Texts(b)) : new(name, Numbers(before), Numbers(now));

    private static string?[] Texts(CategoricalColumn column)
    {
        var texts = new string?[column.Rows];
        for (int row = 0; row < texts.Length; row++) texts[row] = column.Codes[row] < 0 ? null : column.Dictionary[column.Codes[row]];
        return texts;
    }

    private static double[] Numbers(Column column)
    {
        var numbers = new double[column.Rows];
        for (int row = 0; row < numbers.Length; row++) numbers[row] = RawValue.At(column, row).Number;
        return numbers;
    }
}
