using System.Buffers.Binary;
using Kolosal.Events;

namespace Kolosal.Predictions;

/// <summary>Outcomes as they stand behind the head of a <see cref="ServedRecord"/> of format 2.</summary>
/// <remarks>
/// Layout, little-endian; all rows are of one version and have the same widths:
/// <code>
/// 0  outcomes                          4
/// 4  input columns                     4
/// 8  output columns                    4
/// .. for each: batch id (RFC 9562 byte order) 16, row 4, predicted at (UTC ticks) 8, decision 2 (FFFF: none), 1 when it corrects 1
/// .. packed outcomes, packed corrected outcomes (of those that correct), packed inputs, packed outputs
/// </code>
/// </remarks>
internal static class LoggedOutcomes
{
    private const int HeadBytes = 12, FactBytes = 16 + 4 + 8 + 2 + 1;
    private const ushort NoDecision = ushort.MaxValue;

    /// <summary>Upper bound of the bytes.</summary>
    public static int MaximumBytes(ImmutableArray<PredictionOutcome> outcomes) => HeadBytes + outcomes.Length * FactBytes
        + 2 * PackedDoubles.MaximumBytes(outcomes.Length) + PackedDoubles.MaximumBytes(outcomes.Sum(outcome => outcome.Inputs.Length))
        + PackedDoubles.MaximumBytes(outcomes.Sum(outcome => outcome.Outputs.Length));

    /// <returns>Bytes written.</returns>
    /// <exception cref="ArgumentException">There are no outcomes, or they are not of the same widths.</exception>
    public static int Write(ImmutableArray<PredictionOutcome> outcomes, Span<byte> output)
    {
        if (outcomes.IsEmpty) throw new ArgumentException("Need at least one outcome, got none.", nameof(outcomes));
        int inputs = outcomes[0].Inputs.Length, outputs = outcomes[0].Outputs.Length;
        if (outcomes.Any(outcome => outcome.Inputs.Length != inputs || outcome.Outputs.Length != outputs))
            throw new ArgumentException($"Need rows of {inputs} inputs and {outputs} outputs, as the first is.", nameof(outcomes));
        BinaryPrimitives.WriteInt32LittleEndian(output, outcomes.Length);
        BinaryPrimitives.WriteInt32LittleEndian(output[4..], inputs);
        BinaryPrimitives.WriteInt32LittleEndian(output[8..], outputs);
        int at = HeadBytes;
        foreach (var outcome in outcomes)
        {
            outcome.BatchId.TryWriteBytes(output[at..], bigEndian: true, out _);
            BinaryPrimitives.WriteInt32LittleEndian(output[(at + 16)..], outcome.Row);
            BinaryPrimitives.WriteInt64LittleEndian(output[(at + 20)..], outcome.PredictedAt.UtcTicks);
            BinaryPrimitives.WriteUInt16LittleEndian(output[(at + 28)..], outcome.Decision < 0 ? NoDecision : checked((ushort)outcome.Decision));
            output[at + 30] = outcome.Corrects is null ? (byte)0 : (byte)1;
            at += FactBytes;
        }

        at += PackedDoubles.Write([.. outcomes.Select(outcome => outcome.Actual)], output[at..]);
        at += PackedDoubles.Write([.. outcomes.Select(outcome => outcome.Corrects).OfType<double>()], output[at..]);
        at += PackedDoubles.Write([.. outcomes.SelectMany(outcome => outcome.Inputs)], output[at..]);
        return at + PackedDoubles.Write([.. outcomes.SelectMany(outcome => outcome.Outputs)], output[at..]);
    }

    /// <exception cref="InvalidDataException">The bytes end too early.</exception>
    public static ImmutableArray<PredictionOutcome> Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeadBytes) throw Truncated();
        int count = BinaryPrimitives.ReadInt32LittleEndian(bytes), inputs = BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]),
            outputs = BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]);
        if (count <= 0 || inputs < 0 || outputs < 0 || bytes.Length < HeadBytes + (long)count * FactBytes) throw Truncated();
        var facts = bytes.Slice(HeadBytes, count * FactBytes);
        int corrections = 0;
        for (int i = 0; i < count; i++) corrections += facts[i * FactBytes + 30];
        var rest = bytes[(HeadBytes + facts.Length)..];
        double[] actual = Unpack(ref rest, count), corrected = Unpack(ref rest, corrections),
            input = Unpack(ref rest, (long)count * inputs), output = Unpack(ref rest, (long)count * outputs);
        var outcomes = ImmutableArray.CreateBuilder<PredictionOutcome>(count);
        for (int i = 0, correction = 0; i < count; i++)
        {
            var fact = facts.Slice(i * FactBytes, FactBytes);
            ushort decision = BinaryPrimitives.ReadUInt16LittleEndian(fact[28..]);
            outcomes.Add(new(
                new Guid(fact[..16], bigEndian: true), BinaryPrimitives.ReadInt32LittleEndian(fact[16..]),
                new DateTimeOffset(BinaryPrimitives.ReadInt64LittleEndian(fact[20..]), TimeSpan.Zero), actual[i],
                fact[30] == 0 ? null : corrected[correction++], input[(i * inputs)..((i + 1) * inputs)],
                output[(i * outputs)..((i + 1) * outputs)], decision == NoDecision ? -1 : decision));
        }

        return outcomes.MoveToImmutable();
    }

    private static double[] Unpack(ref ReadOnlySpan<byte> rest, long count)
    {
        // Two bits a value are the least there can be.
        if ((count + 3) / 4 > rest.Length) throw Truncated();
        var values = new double[count];
        rest = rest[PackedDoubles.Read(rest, values)..];
        return values;
    }

    private static InvalidDataException Truncated() => new("A record of outcomes ends too early.");
}
