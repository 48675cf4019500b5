using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Kolosal.Events;

namespace Kolosal.Predictions;

/// <summary>One request as it stands in the prediction log.</summary>
/// <param name="Model">The model, <c>workspace/name</c>.</param>
/// <param name="RowsSha256">SHA-256 of the request's rows as they came, 32 bytes: proves what was asked without a second copy of it.</param>
/// <param name="Request">What was answered; its position is the record's place in the log and not part of the bytes.</param>
/// <remarks>
/// Layout, little-endian; damage is the log's to find (a checksum per record):
/// <code>
/// 0  format, 1; 2 for outcomes; 3 when a canary answered or a row was referred; 4 for many rows; 5, 6 and 7: as 3, 2 and 4, after a person was
///    erased   1
/// 1  flags: 1 error, 2 client fault, 4 decisions, 8 canary, 16 referred, 32 decisions are the most probable classes, 64 purpose   1
/// 2  length of the model key           2
/// 4  model key, UTF-8                  m
/// .. batch id (RFC 9562 byte order)   16
/// .. rows' SHA-256; in formats 4 and 5 SHA-256 of the inputs as they were   32
/// .. version                           4
/// .. answered at, UTC ticks            8
/// .. latency, milliseconds             8
/// .. rows                              4
/// error: length 1, code in UTF-8
/// outcomes (format 2): see LoggedOutcomes
/// else:  input columns 4, output columns 4, packed inputs, packed outputs, decisions 2 a row when flagged, reasons 1 a row when referred,
///        when flagged the purpose: length 1, ASCII
/// </code>
/// Inputs and outputs are <see cref="PackedDoubles"/>; of many rows <see cref="PackedColumns"/>, one header a request and half the bytes a row.
/// Zeros may follow. What needs no new format is written in the old one, so that a log stays readable for as long as may be.
/// </remarks>
internal sealed record ServedRecord(string Model, ReadOnlyMemory<byte> RowsSha256, ServedRequest Request)
{
    public const int HashBytes = 32;

    private const byte Format = 1, OutcomesFormat = 2, RoutedFormat = 3, ColumnsFormat = 4, ErasedFormat = 5, ErasedOutcomesFormat = 6,
        ErasedColumnsFormat = 7;

    /// <summary>From so many rows on their columns are packed.</summary>
    private const int ManyRows = 8;

    private const int KeyAt = 4, FixedBytes = 16 + HashBytes + 4 + 8 + 8 + 4;

    [Flags]
    private enum Flags : byte { None = 0, Error = 1, ClientFault = 2, Decisions = 4, Canary = 8, Referred = 16, MostProbable = 32, Purpose = 64 }

    /// <summary>Upper bound of the record's bytes.</summary>
    public static int MaximumBytes(string model, ServedRequest request) =>
        KeyAt + Encoding.UTF8.GetMaxByteCount(model.Length) + FixedBytes + 1 + byte.MaxValue + 8
        + MaximumBytes(request.Inputs, request.Rows) + MaximumBytes(request.Outputs, request.Rows)
        + request.Decisions.Length * sizeof(ushort) + (request.Referred?.Length ?? 0)
        + (request.Purpose is { } purpose ? 1 + purpose.Length : 0)
        + (request.Outcomes is { } outcomes ? LoggedOutcomes.MaximumBytes(outcomes) : 0);

    private static int MaximumBytes(double[] values, int rows) =>
        IsMany(rows) ? PackedColumns.MaximumBytes(values.Length, values.Length / rows) : PackedDoubles.MaximumBytes(values.Length);

    /// <returns>Bytes written.</returns>
    public static int Write(string model, ReadOnlySpan<byte> rowsSha256, ServedRequest request, Span<byte> output)
    {
        bool many = request is { Outcomes: null, Error: null } && IsMany(request.Rows)
            && (request.InputsSha256 is null || AreColumnsShorter(request));
        bool mostProbable = many && AreMostProbable(request);
        output[0] = (request.InputsSha256 is not null, request.Outcomes is not null, many) switch
        {
            (true, true, _) => ErasedOutcomesFormat,
            (true, _, true) => ErasedColumnsFormat,
            (true, _, _) => ErasedFormat,
            (_, true, _) => OutcomesFormat,
            (_, _, true) => ColumnsFormat,
            _ => request.Canary || request.Referred is not null ? RoutedFormat : Format,
        };
        output[1] = (byte)((request.Error is null ? Flags.None : Flags.Error) | (request.ClientFault ? Flags.ClientFault : Flags.None)
            | (request.Decisions.Length == 0 ? Flags.None : mostProbable ? Flags.MostProbable : Flags.Decisions)
            | (request.Canary ? Flags.Canary : Flags.None)
            | (request is { Referred: not null, Error: null } ? Flags.Referred : Flags.None)
            | (request is { Purpose: not null, Error: null, Outcomes: null } ? Flags.Purpose : Flags.None));
        int at = KeyAt + Encoding.UTF8.GetBytes(model, output[KeyAt..]);
        BinaryPrimitives.WriteUInt16LittleEndian(output[2..], checked((ushort)(at - KeyAt)));
        request.BatchId.TryWriteBytes(output[at..], bigEndian: true, out _);
        (request.InputsSha256 ?? rowsSha256).CopyTo(output[(at + 16)..]);
        at += 16 + HashBytes;
        BinaryPrimitives.WriteInt32LittleEndian(output[at..], request.Version);
        BinaryPrimitives.WriteInt64LittleEndian(output[(at + 4)..], request.At.UtcTicks);
        BinaryPrimitives.WriteDoubleLittleEndian(output[(at + 12)..], request.LatencyMilliseconds);
        BinaryPrimitives.WriteInt32LittleEndian(output[(at + 20)..], request.Rows);
        at += 24;
        if (request.Outcomes is { } outcomes) return at + LoggedOutcomes.Write(outcomes, output[at..]);
        if (request.Error is { } error)
        {
            int length = Encoding.UTF8.GetBytes(error, output[(at + 1)..]);
            output[at] = checked((byte)length);
            return at + 1 + length;
        }

        int inputs = request.Inputs.Length / request.Rows, outputs = request.Outputs.Length / request.Rows;
        BinaryPrimitives.WriteInt32LittleEndian(output[at..], inputs);
        BinaryPrimitives.WriteInt32LittleEndian(output[(at + 4)..], outputs);
        at += 8;
        at += many ? PackedColumns.Write(request.Inputs, inputs, output[at..]) : PackedDoubles.Write(request.Inputs, output[at..]);
        at += many ? PackedColumns.Write(request.Outputs, outputs, output[at..]) : PackedDoubles.Write(request.Outputs, output[at..]);
        foreach (int decision in mostProbable ? [] : request.Decisions)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(output[at..], checked((ushort)decision));
            at += sizeof(ushort);
        }

        foreach (var reasons in request.Referred ?? []) output[at++] = (byte)reasons;
        return request.Purpose is { } purpose ? at + Write(purpose, output[at..]) : at;
    }

    /// <summary>Whether a record belongs to a model, without reading the rest of it.</summary>
    /// <param name="record">The record's bytes.</param>
    /// <param name="model">UTF-8 of <c>workspace/name</c>.</param>
    public static bool IsOf(ReadOnlySpan<byte> record, ReadOnlySpan<byte> model) => Key(record).SequenceEqual(model);

    /// <summary>UTF-8 of the model's key.</summary>
    /// <exception cref="InvalidDataException">A format that this program does not know.</exception>
    public static ReadOnlySpan<byte> Key(ReadOnlySpan<byte> record)
    {
        if (record.Length < KeyAt || record[0] is < Format or > ErasedColumnsFormat)
            throw new InvalidDataException($"Need a prediction record of format {Format} to {ErasedColumnsFormat}, "
                + $"got {(record.IsEmpty ? "nothing" : record[0])}; a newer program wrote it.");
        int length = BinaryPrimitives.ReadUInt16LittleEndian(record[2..]);
        return record.Length >= KeyAt + length + FixedBytes ? record.Slice(KeyAt, length)
            : throw new InvalidDataException("A prediction record ends too early.");
    }

    /// <summary>The request that a record is about, without reading the rest of it; null for a record of outcomes.</summary>
    public static Guid? Batch(ReadOnlySpan<byte> record) =>
        Key(record).Length is var key && record[0] is not (OutcomesFormat or ErasedOutcomesFormat)
            ? new Guid(record.Slice(KeyAt + key, 16), bigEndian: true) : null;

    /// <summary>When a record's request was answered, or its outcomes were reported, without reading the rest of it.</summary>
    public static DateTimeOffset AnsweredAt(ReadOnlySpan<byte> record) =>
        new(BinaryPrimitives.ReadInt64LittleEndian(record[(KeyAt + Key(record).Length + 16 + HashBytes + 4)..]), TimeSpan.Zero);

    /// <exception cref="InvalidDataException">A format that this program does not know, or too few bytes.</exception>
    public static ServedRecord Read(long position, ReadOnlySpan<byte> record)
    {
        var key = Key(record);
        var flags = (Flags)record[1];
        int at = KeyAt + key.Length;
        var batch = new Guid(record.Slice(at, 16), bigEndian: true);
        byte[] hash = record.Slice(at + 16, HashBytes).ToArray();
        at += 16 + HashBytes;
        int version = BinaryPrimitives.ReadInt32LittleEndian(record[at..]), rows = BinaryPrimitives.ReadInt32LittleEndian(record[(at + 20)..]);
        var answered = new DateTimeOffset(BinaryPrimitives.ReadInt64LittleEndian(record[(at + 4)..]), TimeSpan.Zero);
        double latency = BinaryPrimitives.ReadDoubleLittleEndian(record[(at + 12)..]);
        var rest = record[(at + 24)..];
        string? error = null, purpose = null;
        double[] inputs = [], outputs = [];
        int[] decisions = [];
        ImmutableArray<PredictionOutcome>? outcomes = null;
        ReferralReasons[]? referred = null;
        if (record[0] is OutcomesFormat or ErasedOutcomesFormat) outcomes = LoggedOutcomes.Read(rest);
        else if (flags.HasFlag(Flags.Error)) error = Encoding.UTF8.GetString(Take(ref rest, Take(ref rest, 1)[0]));
        else
        {
            int inputColumns = BinaryPrimitives.ReadInt32LittleEndian(Take(ref rest, 4));
            int outputColumns = BinaryPrimitives.ReadInt32LittleEndian(Take(ref rest, 4));
            bool many = record[0] is ColumnsFormat or ErasedColumnsFormat;
            (inputs, outputs) = (new double[rows * inputColumns], new double[rows * outputColumns]);
            rest = rest[(many ? PackedColumns.Read(rest, inputColumns, inputs) : PackedDoubles.Read(rest, inputs))..];
            rest = rest[(many ? PackedColumns.Read(rest, outputColumns, outputs) : PackedDoubles.Read(rest, outputs))..];
            if (flags.HasFlag(Flags.Decisions))
            {
                decisions = new int[rows];
                foreach (ref int decision in decisions.AsSpan()) decision = BinaryPrimitives.ReadUInt16LittleEndian(Take(ref rest, 2));
            }
            if (flags.HasFlag(Flags.MostProbable))
            {
                decisions = new int[rows];
                for (int row = 0; row < rows; row++) decisions[row] = MostProbable(outputs.AsSpan(row * outputColumns, outputColumns));
            }
            if (flags.HasFlag(Flags.Referred)) referred = [.. MemoryMarshal.Cast<byte, ReferralReasons>(Take(ref rest, rows))];
            if (flags.HasFlag(Flags.Purpose)) purpose = Encoding.ASCII.GetString(Take(ref rest, Take(ref rest, 1)[0]));
        }

        bool erased = record[0] >= ErasedFormat;
        return new(Encoding.UTF8.GetString(key), erased ? new byte[HashBytes] : hash,
            new ServedRequest(position, batch, version, answered, latency, error, flags.HasFlag(Flags.ClientFault), rows, inputs, outputs,
                decisions, outcomes, flags.HasFlag(Flags.Canary), referred, erased ? hash : null, purpose));
    }

    private static int Write(string text, Span<byte> output)
    {
        int length = Encoding.ASCII.GetBytes(text, output[1..]);
        output[0] = checked((byte)length);
        return 1 + length;
    }

    private static bool IsMany(int rows) => rows >= ManyRows;

    /// <summary>What is left of a record has to fit where the record stood, whichever form it was written in.</summary>
    private static bool AreColumnsShorter(ServedRequest request)
    {
        int columns = 0, plain = 0;
        foreach (double[] values in (double[][])[request.Inputs, request.Outputs])
        {
            byte[] scratch = new byte[Math.Max(MaximumBytes(values, request.Rows), PackedDoubles.MaximumBytes(values.Length))];
            columns += PackedColumns.Write(values, values.Length / request.Rows, scratch);
            plain += PackedDoubles.Write(values, scratch);
        }

        return columns <= plain;
    }

    private static bool AreMostProbable(ServedRequest request)
    {
        int outputs = request.Outputs.Length / request.Rows;
        for (int row = 0; row < request.Decisions.Length; row++)
            if (request.Decisions[row] != MostProbable(request.Outputs.AsSpan(row * outputs, outputs))) return false;
        return true;
    }

    /// <summary>The first of the greatest: part of the format, so that it stays what it is whatever decides in future.</summary>
    private static int MostProbable(ReadOnlySpan<double> outputs)
    {
        int best = 0;
        for (int k = 1; k < outputs.Length; k++)
            if (outputs[k] > outputs[best]) best = k;
        return best;
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> rest, int count)
    {
        if (rest.Length < count) throw new InvalidDataException("A prediction record ends too early.");
        var taken = rest[..count];
        rest = rest[count..];
        return taken;
    }
}
