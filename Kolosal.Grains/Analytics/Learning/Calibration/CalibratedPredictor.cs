using System.Buffers;
using System.Text;
using System.Text.Json;
using Kolosal.Tabular;

namespace Kolosal.Learning.Calibration;

/// <summary>Classifiers of one kind, each with its own calibrator; the answer is the mean of what they say after it.</summary>
public sealed class CalibratedPredictor : IPredictor
{
    private const byte Version = 1;
    // Numbers that fit on the stack, and bounds that no sound model comes near: damaged bytes end there.
    private const int FewClasses = 64, MaxMembers = 10_000, MaxTextBytes = 1 << 24;
    private readonly string trainer;
    private readonly (IPredictor Predictor, Calibrator? Calibrator)[] members;

    /// <summary>Keeps the members.</summary>
    /// <param name="trainer">The name in <see cref="Trainers.All"/> that made the predictors.</param>
    /// <param name="members">At least one; all of the same inputs and outputs.</param>
    public CalibratedPredictor(string trainer, ImmutableArray<(IPredictor Predictor, Calibrator? Calibrator)> members)
    {
        if (members.IsDefaultOrEmpty || members.Any(m => m.Predictor.Outputs < 2 || m.Predictor.Outputs != members[0].Predictor.Outputs
            || m.Predictor.Inputs != members[0].Predictor.Inputs))
            throw new ArgumentException("Need at least one classifier, all of the same inputs and classes.", nameof(members));
        (this.trainer, this.members) = (trainer, [.. members]);
    }

    /// <inheritdoc/>
    public int Inputs => members[0].Predictor.Inputs;

    /// <inheritdoc/>
    public int Outputs => members[0].Predictor.Outputs;

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<double> row, Span<double> output)
    {
        int classes = Outputs;
        double[]? rented = classes > FewClasses ? ArrayPool<double>.Shared.Rent(classes) : null;
        Span<double> own = rented is null ? stackalloc double[classes] : rented.AsSpan(0, classes);
        output[..classes].Clear();
        foreach (var (predictor, calibrator) in members)
        {
            predictor.Score(row, own);
            calibrator?.Apply(own);
            for (int k = 0; k < classes; k++) output[k] += own[k] / members.Length;
        }
        if (rented is not null) ArrayPool<double>.Shared.Return(rented);
    }

    /// <inheritdoc/>
    public void Write(BinaryWriter writer)
    {
        writer.WriteVersion(Version);
        WriteText(writer, Encoding.UTF8.GetBytes(trainer));
        writer.Write(members.Length);
        foreach (var (predictor, calibrator) in members)
        {
            predictor.Write(writer);
            WriteText(writer, calibrator is null ? [] : JsonSerializer.SerializeToUtf8Bytes(calibrator, TabularJson.Options));
        }
    }

    /// <summary>The inverse of <see cref="Write"/>.</summary>
    /// <exception cref="InvalidDataException">The bytes are none of a calibrated model.</exception>
    public static CalibratedPredictor Read(BinaryReader reader)
    {
        reader.ReadVersion(Version);
        string trainer = Encoding.UTF8.GetString(ReadText(reader));
        int count = reader.ReadInt32();
        var read = Trainers.ReaderOf(trainer);
        if (read is null || count is < 1 or > MaxMembers)
            throw new InvalidDataException($"Not a calibrated model: {count} members of '{trainer}'.");
        var members = ImmutableArray.CreateBuilder<(IPredictor, Calibrator?)>();
        try
        {
            for (int m = 0; m < count; m++)
            {
                var predictor = read(reader);
                byte[] text = ReadText(reader);
                members.Add((predictor, text.Length == 0 ? null : JsonSerializer.Deserialize<Calibrator>(text, TabularJson.Options)));
            }
            return new(trainer, members.ToImmutable());
        }
        catch (Exception error) when (error is JsonException or ArgumentException or NotSupportedException)
        {
            throw new InvalidDataException("Not a calibrated model: its calibrators or members cannot be read.", error);
        }
    }

    private static void WriteText(BinaryWriter writer, byte[] text)
    {
        writer.Write(text.Length);
        writer.Write(text);
    }

    private static byte[] ReadText(BinaryReader reader)
    {
        int length = reader.ReadInt32();
        if (length is < 0 or > MaxTextBytes) throw new InvalidDataException($"Not a calibrated model: a text of {length} bytes.");
        byte[] text = reader.ReadBytes(length);
        return text.Length == length ? text : throw new EndOfStreamException($"A text of {length} bytes ends after {text.Length}.");
    }
}
