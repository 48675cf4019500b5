using System.Buffers;
using Kolosal.Learning.Graphs;

namespace Kolosal.Learning.Ensembles;

/// <summary>The weighted mean of what several models answer (soft voting).</summary>
/// <remarks>Members see the same encoded row. The payload names the trainer of each member, so it reads back by itself.</remarks>
public sealed class VotingModel : Uncertainty.IEnsemblePredictor, IGraphPart
{
    private const byte Version = 1;
    // No sound model comes near: damaged bytes end there.
    private const int MaxMembers = 1 << 16, MaxBytes = 1 << 30;
    private readonly (string Trainer, IPredictor Model, double Weight)[] members;

    /// <param name="members">Each with the name of its trainer in <see cref="Trainers.All"/> and
    /// a weight ≥ 0; of the same inputs and outputs. Weights are divided by their sum.</param>
    /// <exception cref="ArgumentException">No members, different shapes, or weights that are negative, not finite or all 0.</exception>
    public VotingModel(IReadOnlyList<(string Trainer, IPredictor Model, double Weight)> members)
    {
        if (members.Count == 0) throw new ArgumentException("A vote needs at least one model, got none.", nameof(members));
        if (members.Any(m => m.Model.Inputs != members[0].Model.Inputs || m.Model.Outputs != members[0].Model.Outputs))
            throw new ArgumentException("Models that vote have the same inputs and outputs.", nameof(members));
        double all = members.Sum(m => m.Weight);
        if (!members.All(m => m.Weight >= 0) || !(all > 0) || !double.IsFinite(all))
            throw new ArgumentException("Weights are 0 or more, finite and not all 0.", nameof(members));
        this.members = [.. members.Select(m => m with { Weight = m.Weight / all })];
    }

    /// <inheritdoc/>
    public int Inputs => members[0].Model.Inputs;

    /// <inheritdoc/>
    public int Outputs => members[0].Model.Outputs;

    /// <inheritdoc/>
    public int Members => members.Length;

    /// <summary>The weight of each member, of sum 1.</summary>
    public ImmutableArray<double> Weights => [.. members.Select(m => m.Weight)];

    /// <inheritdoc/>
    public void ScoreMember(int member, ReadOnlySpan<double> row, Span<double> output) => members[member].Model.Score(row, output);

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<double> row, Span<double> output) => ScoreBatch(row[..Inputs], 1, output);

    /// <inheritdoc/>
    public void ScoreBatch(ReadOnlySpan<double> rows, int count, Span<double> outputs)
    {
        outputs = outputs[..(count * Outputs)];
        double[] rented = ArrayPool<double>.Shared.Rent(outputs.Length);
        var one = rented.AsSpan(0, outputs.Length);
        outputs.Clear();
        foreach (var (_, model, weight) in members)
        {
            if (weight == 0) continue;
            if (count == 1) model.Score(rows, one);
            else model.ScoreBatch(rows, count, one);
            for (int i = 0; i < one.Length; i++) outputs[i] += weight * one[i];
        }
        ArrayPool<double>.Shared.Return(rented);
    }

    /// <inheritdoc/>
    GraphValue IGraphPart.Describe(GraphBuilder graph, GraphValue row)
    {
        GraphValue? sum = null;
        foreach (var (trainer, model, weight) in members.Where(member => member.Weight > 0))
        {
            var part = graph.Times(graph.Describe(trainer, model, row), weight);
            sum = sum is { } before ? graph.Plus(before, part) : part;
        }
        return sum!.Value;
    }

    /// <inheritdoc/>
    public void Write(BinaryWriter writer)
    {
        writer.Write(Version);
        writer.Write(members.Length);
        foreach (var (trainer, model, weight) in members)
        {
            writer.Write(weight);
            WriteMember(writer, trainer, model);
        }
    }

    /// <summary>The inverse of <see cref="Write"/>.</summary>
    /// <exception cref="InvalidDataException">The bytes are none of a vote.</exception>
    public static VotingModel Read(BinaryReader reader)
    {
        byte version = reader.ReadByte();
        int count = reader.ReadInt32();
        if (version != Version || count is < 1 or > MaxMembers)
            throw new InvalidDataException($"Votes are written in version {Version} with at least one model, got version {version} with {count}.");
        var members = new List<(string, IPredictor, double)>();
        for (int m = 0; m < count; m++)
        {
            double weight = reader.ReadDouble();
            var (trainer, model) = ReadMember(reader);
            members.Add((trainer, model, weight));
        }
        try
        {
            return new(members);
        }
        catch (ArgumentException fault)
        {
            throw new InvalidDataException($"Not a vote: {fault.Message}", fault);
        }
    }

    internal static void WriteMember(BinaryWriter writer, string trainer, IPredictor model)
    {
        using var payload = new MemoryStream();
        using (var inner = new BinaryWriter(payload)) model.Write(inner);
        byte[] bytes = payload.ToArray();
        writer.Write(trainer);
        writer.Write(bytes.Length);
        writer.Write(bytes);
    }

    internal static (string Trainer, IPredictor Model) ReadMember(BinaryReader reader)
    {
        string trainer = reader.ReadString();
        int length = reader.ReadInt32();
        if (length is < 0 or > MaxBytes || Trainers.ReaderOf(trainer) is not { } read)
            throw new InvalidDataException($"Not a member of an ensemble: '{trainer}' of {length} bytes.");
        byte[] bytes = reader.ReadBytes(length);
        if (bytes.Length < length) throw new EndOfStreamException($"A member of {length} bytes ends after {bytes.Length}.");
        return (trainer, read(new BinaryReader(new MemoryStream(bytes))));
    }
}
