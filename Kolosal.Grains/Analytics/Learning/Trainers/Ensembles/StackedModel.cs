using System.Buffers;
using Kolosal.Learning.Graphs;

namespace Kolosal.Learning.Ensembles;

/// <summary>Base models whose answers are the features of a final one; see <see cref="StackingTrainer"/>.</summary>
public sealed class StackedModel : IPredictor, IGraphPart
{
    private const byte Version = 1;
    // No sound model comes near: damaged bytes end there.
    private const int MaxMembers = 1 << 10;
    private readonly (string Trainer, IPredictor Model)[] bases;
    private readonly (string Trainer, IPredictor Model) final;
    private readonly int used;

    internal StackedModel((string Trainer, IPredictor Model)[] bases, (string Trainer, IPredictor Model) final)
    {
        (this.bases, this.final) = (bases, final);
        used = Math.Max(1, bases[0].Model.Outputs - 1);
        if (bases.Any(b => b.Model.Inputs != bases[0].Model.Inputs || b.Model.Outputs != bases[0].Model.Outputs)
            || final.Model.Inputs != used * bases.Length)
            throw new ArgumentException("The final model's inputs are not the base models' answers.", nameof(final));
    }

    /// <inheritdoc/>
    public int Inputs => bases[0].Model.Inputs;

    /// <inheritdoc/>
    public int Outputs => final.Model.Outputs;

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<double> row, Span<double> output)
    {
        int width = used * bases.Length;
        double[] answers = ArrayPool<double>.Shared.Rent(width + used + 1);
        var one = answers.AsSpan(width, bases[0].Model.Outputs);
        for (int b = 0; b < bases.Length; b++)
        {
            bases[b].Model.Score(row, one);
            one[..used].CopyTo(answers.AsSpan(b * used));
        }
        final.Model.Score(answers.AsSpan(0, width), output);
        ArrayPool<double>.Shared.Return(answers);
    }

    /// <inheritdoc/>
    GraphValue IGraphPart.Describe(GraphBuilder graph, GraphValue row)
    {
        int[] kept = [.. Enumerable.Range(0, used)];
        var answers = bases.Select(part => graph.Pick(graph.Describe(part.Trainer, part.Model, row), kept)).ToArray();
        return graph.Describe(final.Trainer, final.Model, graph.Join(answers));
    }

    /// <inheritdoc/>
    public void Write(BinaryWriter writer)
    {
        writer.Write(Version);
        writer.Write(bases.Length);
        foreach (var (trainer, model) in bases) VotingModel.WriteMember(writer, trainer, model);
        VotingModel.WriteMember(writer, final.Trainer, final.Model);
    }

    /// <summary>The inverse of <see cref="Write"/>.</summary>
    /// <exception cref="InvalidDataException">The bytes are none of a stack.</exception>
    public static StackedModel Read(BinaryReader reader)
    {
        byte version = reader.ReadByte();
        int count = reader.ReadInt32();
        if (version != Version || count is < 1 or > MaxMembers)
            throw new InvalidDataException($"Stacks are written in version {Version} with at least one model, got version {version} with {count}.");
        var bases = new List<(string, IPredictor)>();
        for (int b = 0; b < count; b++) bases.Add(VotingModel.ReadMember(reader));
        var final = VotingModel.ReadMember(reader);
        try
        {
            return new([.. bases], final);
        }
        catch (ArgumentException fault)
        {
            throw new InvalidDataException($"Not a stack: {fault.Message}", fault);
        }
    }
}
