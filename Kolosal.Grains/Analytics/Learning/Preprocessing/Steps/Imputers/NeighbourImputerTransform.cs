using System.Buffers;
using System.Text.Json.Serialization;
using Kolosal.Learning.Neighbours;

namespace Kolosal.Learning.Preprocessing.Imputers;

/// <summary>Fills holes with means over the nearest of the rows kept from training.</summary>
public sealed class NeighbourImputerTransform : Transform
{
    // Distances and rows of the neighbours are kept on the stack.
    internal const int MaxNeighbours = 256;
    private readonly int count;

    /// <summary>Checks the shapes.</summary>
    /// <param name="inputs">The features that come in.</param>
    /// <param name="rows">rows × features, row-major; NaN is missing.</param>
    /// <param name="means">The training mean of each feature.</param>
    /// <param name="neighbours">How many rows stand in.</param>
    /// <param name="byDistance">Whether rows count by 1 / distance.</param>
    [JsonConstructor]
    public NeighbourImputerTransform(ImmutableArray<FeatureInfo> inputs, ImmutableArray<double> rows, ImmutableArray<double> means, int neighbours,
        bool byDistance) : base(inputs)
    {
        if (rows.IsDefault || inputs.IsEmpty || rows.Length % inputs.Length != 0 || means.IsDefault || means.Length != inputs.Length
            || neighbours is < 1 or > MaxNeighbours)
            throw new ArgumentException("Need whole rows, a mean a feature, and 1 to 256 neighbours.");
        (Rows, Means, Neighbours, ByDistance, count) = (rows, means, neighbours, byDistance, rows.Length / inputs.Length);
    }

    /// <summary>The rows kept, row-major.</summary>
    [JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
    public ImmutableArray<double> Rows { get; }

    /// <summary>The training mean of each feature.</summary>
    public ImmutableArray<double> Means { get; }

    /// <summary>How many rows stand in.</summary>
    public int Neighbours { get; }

    /// <summary>Whether rows count by 1 / distance.</summary>
    public bool ByDistance { get; }

    /// <inheritdoc/>
    public override ImmutableArray<FeatureInfo> Outputs => Inputs;

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<double> row, Span<double> output)
    {
        row.CopyTo(output);
        if (!HasHole(row)) return;
        double[] distances = ArrayPool<double>.Shared.Rent(count);
        for (int r = 0; r < count; r++) distances[r] = Distance(row, Rows.AsSpan(r * row.Length, row.Length));
        for (int c = 0; c < row.Length; c++) if (double.IsNaN(row[c])) output[c] = Fill(c, row.Length, distances);
        ArrayPool<double>.Shared.Return(distances);
    }

    private double Fill(int column, int width, double[] distances)
    {
        Span<int> rows = stackalloc int[MaxNeighbours];
        Span<double> squares = stackalloc double[MaxNeighbours];
        var nearest = new NearestRows(rows[..Neighbours], squares[..Neighbours]);
        for (int r = 0; r < count; r++)
            if (!double.IsNaN(distances[r]) && !double.IsNaN(Rows[r * width + column])) nearest.Offer(r, distances[r]);
        if (nearest.Count == 0) return Means[column];
        nearest.Sort();
        // Rows at distance 0 are the row itself as far as can be seen: they alone count.
        bool same = ByDistance && squares[0] == 0;
        double sum = 0, weights = 0;
        for (int i = 0; i < nearest.Count; i++)
        {
            double weight = !ByDistance ? 1 : same ? (squares[i] == 0 ? 1 : 0) : Math.Sqrt(squares[0] / squares[i]);
            sum += weight * Rows[rows[i] * width + column];
            weights += weight;
        }
        return sum / weights;
    }

    private static bool HasHole(ReadOnlySpan<double> row)
    {
        foreach (double value in row) if (double.IsNaN(value)) return true;
        return false;
    }

    private static double Distance(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        double sum = 0;
        int shared = 0;
        for (int c = 0; c < x.Length; c++)
        {
            double gap = x[c] - y[c];
            if (double.IsNaN(gap)) continue;
            sum += gap * gap;
            shared++;
        }
        return shared > 0 ? Math.Min(double.MaxValue, sum / shared) : double.NaN;
    }
}
