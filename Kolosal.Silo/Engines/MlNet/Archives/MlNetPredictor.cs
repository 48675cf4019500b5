using System.Collections.Concurrent;
using Kolosal.Learning;
using Microsoft.ML;

namespace Kolosal.Engines.MlNet;

/// <summary>A whole pipeline of ML.NET, scored by the library itself, row by row: what its archive holds, whatever that is.</summary>
/// <remarks>The archive is opened when it is first asked. A row of the library's is for one thread, so there is one for each that scores.</remarks>
internal sealed class MlNetPredictor : IPredictor
{
    /// <summary>What it is kept as in packages.</summary>
    public const string Form = "imported.ml_net";

    private const byte Version = 1;
    private const int MaxOutputs = 1_000;

    private readonly byte[] archive;
    private readonly string[] columns;
    private readonly ImmutableArray<string>[] texts;
    private readonly Lazy<(ITransformer Model, DataViewSchema Schema)> model;
    private readonly ConcurrentBag<MlNetScoring> idle = [];

    /// <param name="archive">As MLContext.Model.Save wrote it.</param>
    /// <param name="columns">The columns it reads, in the order of a row.</param>
    /// <param name="texts">The text of each code of a column; empty for numbers. One code more stands for a text that is none of them.</param>
    /// <param name="outputs">Two for the probabilities of two classes, one for a value, else one a class.</param>
    public MlNetPredictor(byte[] archive, string[] columns, ImmutableArray<string>[] texts, int outputs)
    {
        (this.archive, this.columns, this.texts, Outputs) = (archive, columns, texts, outputs);
        model = new(() => MlNetArchive.Open(archive));
    }

    /// <inheritdoc/>
    public int Inputs => columns.Length;

    /// <inheritdoc/>
    public int Outputs { get; }

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<double> row, Span<double> output)
    {
        if (!idle.TryTake(out var scoring)) scoring = new(model.Value.Model, model.Value.Schema, columns, texts);
        scoring.Score(row, output[..Outputs]);
        idle.Add(scoring);
    }

    /// <inheritdoc/>
    public void Write(BinaryWriter writer)
    {
        writer.Write(Version);
        writer.Write(Outputs);
        writer.Write(columns.Length);
        for (int c = 0; c < columns.Length; c++)
        {
            writer.Write(columns[c]);
            writer.Write(texts[c].Length);
            foreach (string text in texts[c]) writer.Write(text);
        }
        writer.Write(archive.Length);
        writer.Write(archive);
    }

    /// <summary>The inverse of <see cref="Write"/>.</summary>
    /// <exception cref="InvalidDataException">The bytes are none of such a pipeline.</exception>
    public static MlNetPredictor Read(BinaryReader reader)
    {
        byte version = reader.ReadByte();
        if (version != Version) throw new InvalidDataException($"Pipelines of ML.NET are written in version {Version}, got {version}.");
        int outputs = reader.ReadInt32(), count = reader.ReadInt32();
        if (outputs is < 1 or > MaxOutputs
            || count is < 1 or > 100_000) throw new InvalidDataException($"Not a pipeline: {count} columns, {outputs} outputs.");
        var columns = new List<string>();
        var texts = new List<ImmutableArray<string>>();
        for (int c = 0; c < count; c++)
        {
            columns.Add(reader.ReadString());
            int known = reader.ReadInt32();
            if (known is < 0 or > 1 << 24) throw new InvalidDataException($"Not a pipeline: a column of {known} texts.");
            var own = ImmutableArray.CreateBuilder<string>();
            for (int i = 0; i < known; i++) own.Add(reader.ReadString());
            texts.Add(own.ToImmutable());
        }
        int length = reader.ReadInt32();
        if (length < 1 || length > reader.BaseStream.Length - reader.BaseStream.Position)
            throw new EndOfStreamException($"The archive of {length} bytes ends early.");
        return new(reader.ReadBytes(length), [.. columns], [.. texts], outputs);
    }
}
