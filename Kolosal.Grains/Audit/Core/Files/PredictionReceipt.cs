using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Kolosal.Audit;

/// <summary>
/// Proves to anybody, without the server, that a prediction was logged and sealed: request → its batch's Merkle root → the entry of the audit chain
/// that holds the root → the log's tree → a signed checkpoint.
/// </summary>
/// <remarks>It holds hashes of inputs and outputs, no rows: whoever has the rows can recompute them (<see cref="PredictionLeaf"/>).</remarks>
/// <param name="BatchId">Of the request.</param>
/// <param name="Row">The row's number in it, from 0.</param>
/// <param name="Model">The model's name.</param>
/// <param name="Version">That answered.</param>
/// <param name="Log">The prediction log.</param>
/// <param name="Position">Of the request in it.</param>
/// <param name="UnixMilliseconds">When it was answered.</param>
/// <param name="Rows">Of the request.</param>
/// <param name="Hashes">SHA-256 of error, inputs, outputs, decisions.</param>
/// <param name="BatchIndex">The request's place among the leaves of its batch.</param>
/// <param name="BatchSize">Leaves of the batch.</param>
/// <param name="BatchPath">Hashes from the leaf to the batch's root.</param>
/// <param name="EntryIndex">Number of the chain entry that sealed the batch.</param>
/// <param name="Entry">Its canonical text.</param>
/// <param name="EntryPath">Hashes from the entry to the root of the log's tree.</param>
/// <param name="Checkpoint">The signed note.</param>
/// <param name="Key">The key that signed it.</param>
/// <param name="Routing">How the answer was chosen and what was to become of it; null for a leaf of the first form, which does not say.</param>
public sealed record PredictionReceipt(
    Guid BatchId, int Row, string Model, int Version, string Log, long Position, long UnixMilliseconds, int Rows, ImmutableArray<byte[]> Hashes,
    long BatchIndex, long BatchSize, ImmutableArray<byte[]> BatchPath, long EntryIndex, string Entry, ImmutableArray<byte[]> EntryPath,
    string Checkpoint, string Key, AnswerRouting? Routing = null)
{
    /// <summary>No receipt is larger.</summary>
    internal const int LargestBytes = 1 << 22;

    private const string FirstFormat = "kolosal-receipt/1", Format = "kolosal-receipt/2", SealedBatch = "prediction.batch";
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    private const string ReferredName = "referred_sha256";

    private static readonly string[] HashNames = ["error_sha256", "inputs_sha256", "outputs_sha256", "decisions_sha256"];

    /// <summary>What every receipt begins with; the number of its format follows.</summary>
    internal static ReadOnlySpan<byte> Start => "{\"format\":\"kolosal-receipt/"u8;

    private string PredictionId => string.Create(CultureInfo.InvariantCulture, $"prd_{BatchId:N}_{Row}");

    /// <summary>The receipt's file.</summary>
    public byte[] ToBytes() => CanonicalFile.Write(json =>
    {
        json.WriteString("format", Routing is null ? FirstFormat : Format);
        json.WriteString("prediction_id", PredictionId);
        json.WriteString("model", Model);
        json.WriteNumber("version", Version);
        json.WriteStartObject("request");
        json.WriteString("log", Log);
        json.WriteNumber("position", Position);
        json.WriteString("at", DateTimeOffset.FromUnixTimeMilliseconds(UnixMilliseconds).ToString(TimeFormat, CultureInfo.InvariantCulture));
        json.WriteNumber("rows", Rows);
        for (int i = 0; i < HashNames.Length; i++) json.WriteString(HashNames[i], Convert.ToHexStringLower(Hashes[i]));
        if (Routing is { } routing)
        {
            json.WriteBoolean("canary", routing.Canary);
            json.WriteBoolean("client_fault", routing.ClientFault);
            json.WriteString(ReferredName, Convert.ToHexStringLower(routing.ReferredSha256));
        }

        json.WriteEndObject();
        json.WriteStartObject("batch");
        json.WriteNumber("index", BatchIndex);
        json.WriteNumber("size", BatchSize);
        CanonicalFile.WriteHashes(json, "path", BatchPath);
        json.WriteEndObject();
        json.WriteStartObject("entry");
        json.WriteNumber("index", EntryIndex);
        json.WriteString("text", Entry);
        CanonicalFile.WriteHashes(json, "path", EntryPath);
        json.WriteEndObject();
        json.WriteString("checkpoint", Checkpoint);
        json.WriteString("key", Key);
    });

    /// <exception cref="FormatException">It is no receipt, or not written as <see cref="ToBytes"/> writes it.</exception>
    public static PredictionReceipt Parse(ReadOnlySpan<byte> file)
    {
        try
        {
            var receipt = Read(file);
            return receipt.ToBytes().AsSpan().SequenceEqual(file)
                ? receipt : throw new FormatException("It is not written as receipts are; take the file as the server answered it.");
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException or KeyNotFoundException or OverflowException
            or ArgumentException)
        {
            throw new FormatException($"It is no receipt: {malformed.Message}", malformed);
        }
    }

    /// <summary>Checks a receipt's file.</summary>
    public static AuditVerdict Check(ReadOnlySpan<byte> file, NoteKey? trusted, Ed25519Check check)
    {
        PredictionReceipt receipt;
        try
        {
            receipt = Parse(file);
        }
        catch (FormatException malformed)
        {
            return new("receipt", malformed.Message, 0, null, null, "");
        }

        string? fault = AuditVerdict.SignatureFault(receipt.Checkpoint, receipt.Key, trusted, check, out var key, out var checkpoint)
            ?? receipt.Fault(checkpoint!);
        return new("receipt", fault, 1, key, checkpoint, receipt.PredictionId);
    }

    /// <returns>What does not follow from the checkpoint; null when all of it does.</returns>
    private string? Fault(TreeCheckpoint checkpoint)
    {
        if (Row >= Rows) return $"The request has {Rows} rows and none of number {Row}.";
        byte[] content = PredictionLeaf.OfHashes(Position, BatchId, Version, UnixMilliseconds, Rows, Hashes.AsSpan());
        byte[] leaf = MerkleTree.LeafHash(Routing?.Behind(content) ?? content);
        if (MerkleProof.RootOf(BatchIndex, BatchSize, leaf, BatchPath) is not { } batchRoot) return "The path through its batch has a wrong length.";
        try
        {
            using var entry = JsonDocument.Parse(Entry);
            var (root, detail) = (entry.RootElement, entry.RootElement.GetProperty("detail"));
            if (root.GetProperty("action").GetString() != SealedBatch) return "The entry seals no batch of predictions.";
            if (root.GetProperty("model").GetString() != Model) return "The entry is of another model.";
            if (root.GetProperty("seq").GetInt64() != EntryIndex) return "The entry has another number.";
            if ((detail.TryGetProperty("leaf", out var form) ? form.GetInt32() : 1) != (Routing is null ? 1 : AnswerRouting.Form))
                return "The batch seals leaves of another form.";
            if (detail.GetProperty("requests").GetInt64() != BatchSize) return "The batch has another size.";
            if (detail.GetProperty("merkle_root").GetString() != Convert.ToHexStringLower(batchRoot))
                return "The request is not in the batch that the entry seals.";
            if (!detail.GetProperty("parts").EnumerateArray().Any(part => part.GetProperty("log").GetString() == Log
                && part.GetProperty("after").GetInt64() < Position && Position <= part.GetProperty("last").GetInt64()))
                return "The batch holds no such position of that log.";
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return $"The entry cannot be read: {malformed.Message}";
        }

        return MerkleProof.VerifyInclusion(
            EntryIndex, checkpoint.Size, MerkleTree.LeafHash(Encoding.UTF8.GetBytes(Entry)), EntryPath, checkpoint.Root.AsSpan())
            ? null : "The entry is not in the log that the checkpoint signs.";
    }

    private static PredictionReceipt Read(ReadOnlySpan<byte> file)
    {
        using var document = JsonDocument.Parse(file.ToArray());
        var root = document.RootElement;
        var (request, batch, entry) = (root.GetProperty("request"), root.GetProperty("batch"), root.GetProperty("entry"));
        string[] id = (root.GetProperty("prediction_id").GetString() ?? "").Split('_');
        if (id.Length != 3) throw new FormatException("Need a prediction id.");
        var at = DateTimeOffset.ParseExact(
            request.GetProperty("at").GetString() ?? "", TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        return new(
            Guid.ParseExact(id[1], "N"), int.Parse(id[2], NumberStyles.None, CultureInfo.InvariantCulture), Text(root, "model"),
            root.GetProperty("version").GetInt32(), Text(request, "log"), request.GetProperty("position").GetInt64(), at.ToUnixTimeMilliseconds(),
            request.GetProperty("rows").GetInt32(), [.. HashNames.Select(name => CanonicalFile.ReadHash(request.GetProperty(name)))],
            batch.GetProperty("index").GetInt64(), batch.GetProperty("size").GetInt64(), CanonicalFile.ReadHashes(batch.GetProperty("path")),
            entry.GetProperty("index").GetInt64(), Text(entry, "text"), CanonicalFile.ReadHashes(entry.GetProperty("path")),
            Text(root, "checkpoint"), Text(root, "key"), RoutingIn(root, request));
    }

    private static AnswerRouting? RoutingIn(JsonElement root, JsonElement request) => Text(root, "format") switch
    {
        FirstFormat => null,
        Format => new(
            request.GetProperty("canary").GetBoolean(), request.GetProperty("client_fault").GetBoolean(),
            CanonicalFile.ReadHash(request.GetProperty(ReferredName))),
        var other => throw new FormatException($"Its format is '{other}'; this verifier knows {FirstFormat} and {Format}."),
    };

    private static string Text(JsonElement of, string name) =>
        of.GetProperty(name).GetString() ?? throw new FormatException($"Need a text as '{name}'.");
}
