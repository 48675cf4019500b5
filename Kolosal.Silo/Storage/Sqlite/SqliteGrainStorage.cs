using System.Globalization;
using System.Security.Cryptography;
using Kolosal.Storage.State;
using Orleans.Storage;

namespace Kolosal.Storage.Sqlite;

/// <summary>Grain state in SQLite, keyed by the whole grain id and the state's name.</summary>
/// <remarks>
/// The ETag starts at a random number and counts up, so that a record that was cleared and made anew never matches the ETag of an
/// activation that still holds the old one. Every record is sealed; one whose seal does not hold is not handed out, and the others are.
/// </remarks>
internal sealed class SqliteGrainStorage(SqliteDatabase database, StateSeal seal, IStorageLosses? losses = null) : IGrainStorage
{
    private const string Select = "SELECT etag, payload, seal FROM grain_state WHERE grain_id = @0 AND state_name = @1";
    private const string SelectETag = "SELECT etag FROM grain_state WHERE grain_id = @0 AND state_name = @1";
    private const string Insert =
        "INSERT INTO grain_state (grain_id, state_name, etag, payload, seal) VALUES (@0, @1, @2, @3, @4) ON CONFLICT DO NOTHING";

    private const string Update =
        "UPDATE grain_state SET etag = etag + 1, payload = @3, seal = @4 WHERE grain_id = @0 AND state_name = @1 AND etag = @2";

    private const string Delete = "DELETE FROM grain_state WHERE grain_id = @0 AND state_name = @1 AND etag = @2";

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        ReadStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        WriteStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        ClearStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        string grain = grainId.ToString();
        var found = database.Read(session =>
        {
            using var reader = session.Statement(Select, grain, stateName).ExecuteReader();
            return !reader.Read() ? default : (Payload: reader.GetFieldValue<byte[]>(1), ETag: reader.GetInt64(0),
                Seal: reader.IsDBNull(2) ? [] : reader.GetFieldValue<byte[]>(2));
        });
        if (found.Payload is null) Forget(grainState);
        else
        {
            if (!seal.Holds(grain, stateName, found.ETag, found.Payload, found.Seal)) throw Edited(grain, stateName, found.ETag);
            grainState.State = StateJson.Deserialize<T>(found.Payload);
            Remember(grainState, found.ETag);
        }

        return Task.CompletedTask;
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        string grain = grainId.ToString();
        byte[] payload = StateJson.Serialize(grainState.State);
        long? held = Parse(grainState.ETag);
        long next = held + 1 ?? RandomNumberGenerator.GetInt32(int.MaxValue);
        byte[] sealedAs = seal.Of(grain, stateName, next, payload);
        var (written, stored) = await database.WriteAsync(
            session => held is null
                ? Changed(session, grain, stateName, session.Statement(Insert, grain, stateName, next, payload, sealedAs).ExecuteNonQuery())
                : Changed(session, grain, stateName, session.Statement(Update, grain, stateName, held, payload, sealedAs).ExecuteNonQuery()),
            cancellationToken);
        if (!written) throw Conflict(grain, stateName, stored, grainState.ETag);
        Remember(grainState, next);
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        string grain = grainId.ToString();
        long? held = Parse(grainState.ETag);
        var (cleared, stored) = await database.WriteAsync(
            session => Changed(session, grain, stateName, held is null ? 0 : session.Statement(Delete, grain, stateName, held).ExecuteNonQuery()),
            cancellationToken);
        bool nothingToClear = held is null && stored is null;
        if (!cleared && !nothingToClear) throw Conflict(grain, stateName, stored, grainState.ETag);
        Forget(grainState);
    }

    private StorageException Edited(string grain, string stateName, long etag)
    {
        string what = $"The record '{stateName}' of {grain} in kolosal.db is not what was written: it was edited or damaged, and is not used.";
        losses?.Report(new($"{database.InstallationId}/state/{grain}/{stateName}/{etag}", null, "database", null, "A stored record was changed",
            $"{what} All others are served. Stop the server and put kolosal.db, kolosal.db-wal and kolosal.manifest back from one backup."));
        return new(StorageTrouble.Damaged, StorageCodes.Damaged,
            "What was stored of this is not what was written, and is not used. See the incident of type data_loss; restore the database from a "
                + "backup.",
            new InvalidDataException(what));
    }

    private static (bool Done, long? Stored) Changed(SqliteSession session, string grain, string stateName, int rows) =>
        rows == 1 ? (true, null) : (false, (long?)session.Statement(SelectETag, grain, stateName).ExecuteScalar());

    private static long? Parse(string? etag) => string.IsNullOrEmpty(etag) ? null : long.Parse(etag, CultureInfo.InvariantCulture);

    private static void Remember<T>(IGrainState<T> grainState, long etag)
    {
        grainState.ETag = etag.ToString(CultureInfo.InvariantCulture);
        grainState.RecordExists = true;
    }

    private static void Forget<T>(IGrainState<T> grainState)
    {
        grainState.State = Activator.CreateInstance<T>();
        grainState.ETag = null;
        grainState.RecordExists = false;
    }

    private static InconsistentStateException Conflict(string grain, string stateName, long? stored, string? held) => new(
        $"State '{stateName}' of {grain} was written by another activation.", stored?.ToString(CultureInfo.InvariantCulture) ?? "none",
            held ?? "none");
}
