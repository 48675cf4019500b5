using System.Security.Cryptography;
using Kolosal.Storage.Blobs;
using Kolosal.Storage.Postgres;
using Kolosal.Testing;
using Npgsql;

namespace Kolosal.Storage;

public sealed class PostgresBlobStoreTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private readonly PostgresHarness store = new(server);

    private PostgresBlobStore Blobs => new(server.Migrated, StorageFolder.Keys());

    [PostgresFact]
    public Task Content_of_any_length_comes_back() => BlobConformance.Content_of_any_length_comes_back(store);

    [PostgresFact]
    public Task The_same_content_is_stored_once_and_per_workspace() => BlobConformance.The_same_content_is_stored_once_and_per_workspace(store);

    [PostgresFact]
    public Task A_file_goes_in_and_stays_where_it_was() => BlobConformance.A_file_goes_in_and_stays_where_it_was(store);

    [PostgresFact]
    public Task Nothing_readable_is_stored() => BlobConformance.Nothing_readable_is_stored(store);

    [PostgresFact]
    public Task A_change_of_any_byte_is_found() => BlobConformance.A_change_of_any_byte_is_found(store);

    [PostgresFact]
    public Task Frames_cannot_be_cut_off_swapped_or_added() => BlobConformance.Frames_cannot_be_cut_off_swapped_or_added(store);

    [PostgresFact]
    public Task A_blob_moved_to_another_name_or_workspace_does_not_open() =>
        BlobConformance.A_blob_moved_to_another_name_or_workspace_does_not_open(store);

    [PostgresFact]
    public Task Another_master_key_opens_nothing() => BlobConformance.Another_master_key_opens_nothing(store);

    [PostgresFact]
    public Task Deleting_answers_whether_there_was_one() => BlobConformance.Deleting_answers_whether_there_was_one(store);

    [PostgresFact]
    public Task A_broken_transfer_leaves_nothing_behind() => BlobConformance.A_broken_transfer_leaves_nothing_behind(store);

    [PostgresFact]
    public Task A_workspace_cannot_name_a_path() => BlobConformance.A_workspace_cannot_name_a_path(store);

    [PostgresFact]
    public async Task The_same_content_is_stored_once()
    {
        byte[] content = RandomNumberGenerator.GetBytes(10);
        var blob = await Blobs.PutAsync("acme", new MemoryStream(content), default);
        long frames = await CountAsync();
        Assert.Equal(blob, await Blobs.PutAsync("acme", new MemoryStream(content), default));
        Assert.Equal(frames, await CountAsync());
        Assert.Equal(content, await BlobConformance.ReadAsync(Blobs, blob));
    }

    [PostgresFact]
    public async Task Deleting_takes_the_frames_along_but_not_from_under_a_reader()
    {
        byte[] content = RandomNumberGenerator.GetBytes(2 * BlobSeal.FrameBytes);
        var blob = await Blobs.PutAsync("gone", new MemoryStream(content), default);
        long frames = await CountAsync();
        await using (var stream = (await Blobs.OpenAsync(blob, default))!)
        {
            Assert.True(await Blobs.DeleteAsync(blob, default));
            var read = new MemoryStream();
            await stream.CopyToAsync(read);
            Assert.Equal(content, read.ToArray());
        }

        Assert.Equal(frames - 2, await CountAsync());
        Assert.False(await Blobs.DeleteAsync(blob, default));
        Assert.Null(await Blobs.OpenAsync(blob, default));
    }

    [PostgresFact]
    public async Task A_changed_or_missing_frame_is_found()
    {
        var blob = await Blobs.PutAsync("changed", new MemoryStream(RandomNumberGenerator.GetBytes(100)), default);
        await ExecuteAsync("UPDATE blob_frames SET content = set_byte(content, 50, (get_byte(content, 50) + 1) % 256) WHERE frames = (SELECT frames "
            + "FROM blobs WHERE workspace = 'changed')");
        await Assert.ThrowsAsync<BlobCorruptException>(() => BlobConformance.ReadAsync(Blobs, blob));
        await ExecuteAsync("DELETE FROM blob_frames WHERE frames = (SELECT frames FROM blobs WHERE workspace = 'changed')");
        await Assert.ThrowsAsync<BlobCorruptException>(() => BlobConformance.ReadAsync(Blobs, blob));
    }

    private async Task<long> CountAsync()
    {
        await using var command = server.Migrated.Source.CreateCommand("SELECT count(*) FROM blob_frames");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = server.Migrated.Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Shows a blob's header and frames as one run of bytes, as the other stores keep them.</summary>
    private sealed class PostgresHarness(PostgresServer server) : IBlobHarness
    {
        public IBlobStore Open(byte keySeed = 1) => new PostgresBlobStore(server.Migrated, StorageFolder.Keys(keySeed));

        public IReadOnlyList<string> Names()
        {
            using var command = server.Migrated.Source.CreateCommand("SELECT workspace || '/' || sha256 FROM blobs ORDER BY 1");
            using var reader = command.ExecuteReader();
            var names = new List<string>();
            while (reader.Read()) names.Add(reader.GetString(0));
            return names;
        }

        public string NameOf(BlobRef blob) => $"{blob.Workspace}/{blob.Sha256}";

        public byte[] Stored(string name)
        {
            using var command = Command(
                "SELECT header || (SELECT coalesce(string_agg(content, ''::bytea ORDER BY number), ''::bytea) FROM blob_frames WHERE "
                    + "blob_frames.frames = blobs.frames) FROM blobs WHERE workspace || '/' || sha256 = $1",
                name);
            return (byte[])command.ExecuteScalar()!;
        }

        public void Store(string name, byte[] bytes)
        {
            byte[] header = bytes[..Math.Min(bytes.Length, BlobSeal.HeaderBytes)];
            using (var command = Command("UPDATE blobs SET header = $2 WHERE workspace || '/' || sha256 = $1", name, header))
                command.ExecuteNonQuery();
            using (var command =
                Command("DELETE FROM blob_frames USING blobs WHERE blob_frames.frames = blobs.frames AND workspace || '/' || sha256 = $1", name))
                command.ExecuteNonQuery();
            foreach (var (number, frame) in bytes[header.Length..].Chunk(BlobSeal.FrameBytes + BlobSeal.TagBytes).Index())
            {
                using var command = Command(
                    "INSERT INTO blob_frames (frames, number, content) SELECT frames, $2, $3 FROM blobs WHERE workspace || '/' || sha256 = $1", name,
                        number, frame);
                command.ExecuteNonQuery();
            }
        }

        private NpgsqlCommand Command(string sql, params object[] values)
        {
            var command = server.Migrated.Source.CreateCommand(sql);
            foreach (object value in values) command.Parameters.Add(new() { Value = value });
            return command;
        }
    }
}
