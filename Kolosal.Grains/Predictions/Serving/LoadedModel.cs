using System.Buffers;
using Kolosal.Learning;
using Kolosal.Learning.Packages;
using Kolosal.Learning.Pipelines;
using Kolosal.Models;

namespace Kolosal.Predictions;

/// <summary>A version ready to serve: decoder and scorer together, so that neither can be
/// used without the other. Immutable, safe for any number of threads.</summary>
internal sealed partial class LoadedModel
{
    private readonly Scorer scorer;
    private readonly RowDecoder decoder;

    public LoadedModel(ModelPackage package, MonitoringReference reference)
    {
        scorer = package.CreateScorer();
        decoder = new RowDecoder(scorer.InputSchema, scorer.Problem.Target,
            [.. reference.Inputs.Select(input => new LoggedColumn(input.Name, input.Categorical, input.Categories))]);
        Classes = scorer.Problem.Task == LearningTask.Regression ? [] : scorer.Problem.Classes;
        Describe(package, reference);
    }

    public ImmutableArray<string> Classes { get; }

    /// <summary>Values of one decoded row and its outputs: what a log record holds per row.</summary>
    public int CellsPerRow => decoder.Columns + scorer.Outputs;

    /// <returns>Null when a row is refused; then the errors say why.</returns>
    public ScoredRequest? Score(byte[] content, RowFormat format, int maximumRows, RowErrors errors)
    {
        var read = format == RowFormat.Csv ? decoder.DecodeCsv(content, maximumRows, errors) : decoder.Decode(content, maximumRows, errors);
        if (read is not { } decoded) return null;
        int columns = decoder.Columns, width = scorer.RowLength, rows = decoded.Rows;
        var outputs = new double[rows * scorer.Outputs];
        double[] encoded = ArrayPool<double>.Shared.Rent(rows * width);
        try
        {
            for (int row = 0; row < rows; row++)
                scorer.Encode(new(decoded.Values.AsSpan(row * columns, columns)), encoded.AsSpan(row * width, width));
            scorer.ScoreBatch(encoded.AsSpan(0, rows * width), rows, outputs);
        }
        finally
        {
            ArrayPool<double>.Shared.Return(encoded);
        }

        return new(rows, decoded.Inputs, outputs, Decide(outputs, rows));
    }

    private int[] Decide(double[] outputs, int rows)
    {
        if (Classes.IsEmpty) return [];
        var decisions = new int[rows];
        for (int row = 0; row < rows; row++) decisions[row] = Uncertainty.Decide(outputs.AsSpan(row * Classes.Length, Classes.Length));
        return decisions;
    }
}

/// <summary>Decoded and scored rows.</summary>
/// <param name="Rows">How many.</param>
/// <param name="Inputs">As monitors see them.</param>
/// <param name="Outputs">Row-major.</param>
/// <param name="Decisions">Empty for regression.</param>
internal sealed record ScoredRequest(int Rows, double[] Inputs, double[] Outputs, int[] Decisions);
