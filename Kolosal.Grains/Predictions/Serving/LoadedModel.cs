using System.Buffers;
using Kolosal.Learning;
using Kolosal.Learning.Packages;
using Kolosal.Learning.Pipelines;
using Kolosal.Models;
using Kolosal.Tabular;

namespace Kolosal.Predictions;

/// <summary>A version ready to serve: decoder and scorer together, so that neither can be
/// used without the other. Immutable, safe for any number of threads.</summary>
internal sealed partial class LoadedModel
{
    private readonly Scorer scorer;
    private readonly CompiledEncoder encoder;
    private readonly RowDecoder decoder;

    public LoadedModel(ModelPackage package, MonitoringReference reference)
    {
        scorer = package.CreateScorer();
        encoder = new CompiledEncoder(scorer);
        Logged = [.. reference.Inputs.Select(input => new LoggedColumn(input.Name, input.Categorical, input.Categories, input.Missing > 0))];
        decoder = new RowDecoder(scorer.InputSchema, scorer.Problem.Target, Logged);
        Classes = scorer.Problem.Task == LearningTask.Regression ? [] : scorer.Problem.Classes;
        Prepare(package, reference);
    }

    public ImmutableArray<string> Classes { get; }

    /// <summary>Values of one decoded row and its outputs: what a log record holds per row.</summary>
    public int CellsPerRow => decoder.Columns + scorer.Outputs;

    /// <summary>What a caller sends and gets.</summary>
    public ServedModel Describe(int version) => new(version, Words.Of(scorer.Problem.Task), scorer.Problem.Target,
        [.. scorer.InputSchema.Columns.Select((column, i) =>
            new ServedInput(column.Name, Words.Of(column.Type), decoder.IsOptional(i), column.Categories))],
        Classes);

    /// <param name="content">The rows.</param>
    /// <param name="format">How they are written.</param>
    /// <param name="maximumRows">How many are taken.</param>
    /// <param name="errors">Receives what is wrong.</param>
    /// <param name="strict">Whether every input must be there.</param>
    /// <returns>Null when a row is refused; then the errors say why.</returns>
    public ScoredRequest? Score(byte[] content, RowFormat format, int maximumRows, RowErrors errors, bool strict = false)
    {
        using var decoded = Decode(content, format, maximumRows, errors, strict);
        if (decoded is null) return null;
        var outputs = new double[decoded.Rows * scorer.Outputs];
        if (encoder.IsIdentity && decoded.Width == encoder.RowLength)
            scorer.ScoreBatch(decoded.Numbers.AsSpan(0, decoded.Rows * decoded.Width), decoded.Rows, outputs);
        else EncodeAndScore(decoded, outputs);
        return new(decoded.Rows, decoded.Inputs, outputs, Decide(outputs, decoded.Rows));
    }

    private DecodedRows? Decode(byte[] content, RowFormat format, int maximumRows, RowErrors errors, bool strict) => format switch
    {
        RowFormat.Csv => decoder.DecodeCsv(content, maximumRows, errors, strict),
        RowFormat.Float32 => decoder.DecodeFloat32(content, maximumRows, errors),
        RowFormat.Columns => decoder.DecodeColumns(content, maximumRows, errors, strict),
        _ => decoder.Decode(content, maximumRows, errors, strict),
    };

    private void EncodeAndScore(DecodedRows decoded, double[] outputs)
    {
        int length = encoder.RowLength;
        double[] encoded = ArrayPool<double>.Shared.Rent(Math.Max(1, decoded.Rows * length));
        try
        {
            for (int row = 0; row < decoded.Rows; row++) Encode(decoded, row, encoded.AsSpan(row * length, length));
            scorer.ScoreBatch(encoded.AsSpan(0, decoded.Rows * length), decoded.Rows, outputs);
        }
        finally
        {
            ArrayPool<double>.Shared.Return(encoded);
        }
    }

    private void Encode(DecodedRows decoded, int row, Span<double> encoded) => encoder.Encode(
        decoded.Numbers.AsSpan(row * decoded.Width, encoder.Inputs),
        decoded.Texts is { } texts ? texts.AsSpan(row * decoded.Width, encoder.Inputs) : default, encoded);

    private int[] Decide(double[] outputs, int rows)
    {
        if (Classes.IsEmpty) return [];
        var decisions = new int[rows];
        for (int row = 0; row < rows; row++) decisions[row] = Uncertainty.Decide(outputs.AsSpan(row * Classes.Length, Classes.Length));
        return decisions;
    }

    /// <summary>Words of the contract for the library's terms.</summary>
    private static class Words
    {
        public static string Of<T>(T term)
            where T : struct, Enum => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(term.ToString());
    }
}

/// <summary>Decoded and scored rows.</summary>
/// <param name="Rows">How many.</param>
/// <param name="Inputs">As monitors see them.</param>
/// <param name="Outputs">Row-major.</param>
/// <param name="Decisions">Empty for regression.</param>
internal sealed record ScoredRequest(int Rows, double[] Inputs, double[] Outputs, int[] Decisions);
