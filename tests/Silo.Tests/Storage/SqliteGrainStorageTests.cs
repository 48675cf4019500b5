using Kolosal.Storage.Sqlite;
using Kolosal.Storage.State;
using Orleans.Storage;

namespace Kolosal.Storage;

public sealed class SqliteGrainStorageTests : IDisposable
{
    private readonly StorageFolder folder = new();
    private readonly GrainId grain = GrainId.Create("counter", "acme/one");
    private readonly Losses losses = new();
    private SqliteDatabase database;
    private SqliteGrainStorage storage;

    public SqliteGrainStorageTests() => (database, storage) = Open();

    public void Dispose()
    {
        database.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task A_state_never_written_reads_as_a_fresh_one()
    {
        var state = await Read(grain);
        Assert.False(state.RecordExists);
        Assert.Null(state.ETag);
        Assert.Equal(0, state.State!.Total);
    }

    [Fact]
    public async Task A_written_state_is_there_after_a_restart()
    {
        var state = new GrainState<Counter>(new Counter());
        state.State!.Add("a", 3);
        await storage.WriteStateAsync("counter", grain, state);
        string first = state.ETag!;
        state.State.Add("b", 4);
        await storage.WriteStateAsync("counter", grain, state);
        Assert.NotEqual(first, state.ETag);

        database.Dispose();
        (database, storage) = Open();
        var again = await Read(grain);
        Assert.True(again.RecordExists);
        Assert.Equal(state.ETag, again.ETag);
        Assert.Equal(7, again.State!.Total);
        Assert.Equal(["a", "b"], again.State.Names);
    }

    [Fact]
    public async Task A_stale_write_is_a_conflict_and_changes_nothing()
    {
        var one = await Written(1);
        var other = await Read(grain);
        other.State!.Add("other", 1);
        await storage.WriteStateAsync("counter", grain, other);

        one.State!.Add("stale", 100);
        var conflict = await Assert.ThrowsAsync<InconsistentStateException>(() => storage.WriteStateAsync("counter", grain, one));
        Assert.Equal(other.ETag, conflict.StoredEtag);
        Assert.Equal(one.ETag, conflict.CurrentEtag);
        Assert.Equal(2, (await Read(grain)).State!.Total);
    }

    [Fact]
    public async Task A_second_first_write_is_a_conflict()
    {
        await Written(1);
        await Assert.ThrowsAsync<InconsistentStateException>(() => Written(2));
        await Assert.ThrowsAsync<InconsistentStateException>(
            () => storage.ClearStateAsync("counter", grain, new GrainState<Counter>(new Counter())));
    }

    [Fact]
    public async Task A_cleared_state_is_gone_and_its_old_tag_never_matches_again()
    {
        var state = await Written(1);
        var stale = await Read(grain);
        await storage.ClearStateAsync("counter", grain, state);
        Assert.False(state.RecordExists);
        Assert.Null(state.ETag);
        Assert.Equal(0, state.State!.Total);
        await storage.ClearStateAsync("counter", grain, state);

        for (int i = 0; i < 20; i++)
        {
            var anew = await Written(1);
            await Assert.ThrowsAsync<InconsistentStateException>(() => storage.WriteStateAsync("counter", grain, stale));
            await storage.ClearStateAsync("counter", grain, anew);
        }

        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.ClearStateAsync("counter", grain, stale));
    }

    [Fact]
    public async Task Class_key_and_state_name_keep_states_apart()
    {
        GrainId[] grains = [grain, GrainId.Create("counter", "acme/ONE"), GrainId.Create("meter", "acme/one"), GrainId.Create("counter", "0ab1"),
            GrainId.Create("counter", "ab1")];
        for (int i = 0; i < grains.Length; i++)
        {
            foreach (string name in new[] { "counter", "other" })
            {
                var state = new GrainState<Counter>(new Counter());
                state.State!.Add(name, i + 1);
                await storage.WriteStateAsync(name, grains[i], state);
            }
        }

        for (int i = 0; i < grains.Length; i++)
        {
            Assert.Equal(["counter"], (await Read(grains[i])).State!.Names);
            Assert.Equal(i + 1, (await Read(grains[i], "other")).State!.Total);
        }
    }

    [Fact]
    public async Task Writes_from_many_callers_all_arrive()
    {
        await Task.WhenAll(Enumerable.Range(0, 16).Select(async grain =>
        {
            var id = GrainId.Create("counter", $"acme/{grain}");
            var state = await Read(id);
            for (int i = 0; i < 50; i++)
            {
                state.State!.Add("x", 1);
                await storage.WriteStateAsync("counter", id, state);
            }
        }));
        for (int grain = 0; grain < 16; grain++) Assert.Equal(50, (await Read(GrainId.Create("counter", $"acme/{grain}"))).State!.Total);
    }

    [Fact]
    public async Task One_failing_write_does_not_take_its_neighbours_with_it()
    {
        var good = Enumerable.Range(0, 20).Select(i => database.WriteAsync(session =>
            session.Statement("INSERT INTO catalogue VALUES ('w', 'k', @0, '', '', '{}')", $"{i}").ExecuteNonQuery())).ToArray();
        var bad = database.WriteAsync(session => session.Statement("INSERT INTO nowhere VALUES (1)").ExecuteNonQuery());
        await Assert.ThrowsAsync<Microsoft.Data.Sqlite.SqliteException>(() => bad);
        await Task.WhenAll(good);
        Assert.Equal(20L, database.Read(session => (long)session.Statement("SELECT count(*) FROM catalogue").ExecuteScalar()!));
    }

    private async Task<GrainState<Counter>> Written(int total)
    {
        var state = new GrainState<Counter>(new Counter());
        state.State!.Add("x", total);
        await storage.WriteStateAsync("counter", grain, state);
        return state;
    }

    [Theory]
    [InlineData("payload = CAST(replace(CAST(payload AS TEXT), '1', '9') AS BLOB)")]
    [InlineData("etag = etag + 1")]
    [InlineData("grain_id = 'counter/acme/two'")]
    [InlineData("state_name = 'other'")]
    [InlineData("seal = NULL")]
    [InlineData("seal = zeroblob(32)")]
    [InlineData("seal = x''")]
    public async Task A_record_that_was_edited_is_refused_told_of_once_and_the_others_are_served(string edit)
    {
        var other = GrainId.Create("counter", "acme/other");
        await Written(1);
        await storage.WriteStateAsync("counter", other, new GrainState<Counter>(new Counter()));
        await database.WriteAsync(session => session.Statement(
            $"UPDATE grain_state SET {edit} WHERE grain_id = @0", this.grain.ToString()).ExecuteNonQuery());

        var grain = edit.StartsWith("grain_id", StringComparison.Ordinal) ? GrainId.Create("counter", "acme/two") : this.grain;
        string name = edit.StartsWith("state_name", StringComparison.Ordinal) ? "other" : "counter";
        for (int reading = 0; reading < 2; reading++)
        {
            var refused = await Assert.ThrowsAsync<StorageException>(() => Read(grain, name));
            Assert.Equal((StorageTrouble.Damaged, StorageCodes.Damaged), (refused.Trouble, refused.Code));
        }

        Assert.True((await Read(other)).RecordExists);
        var loss = Assert.Single(losses.Told.DistinctBy(told => told.EvidenceId));
        Assert.Contains(grain.ToString(), loss.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_of_another_key_is_refused()
    {
        await Written(1);
        var foreign = new SqliteGrainStorage(database, new StateSeal(StorageFolder.Keys(2)));
        await Assert.ThrowsAsync<StorageException>(() => foreign.ReadStateAsync("counter", grain, new GrainState<Counter>()));
    }

    private async Task<GrainState<Counter>> Read(GrainId grain, string name = "counter")
    {
        var state = new GrainState<Counter>();
        await storage.ReadStateAsync(name, grain, state);
        return state;
    }

    private (SqliteDatabase, SqliteGrainStorage) Open()
    {
        var database = new SqliteDatabase(Path.Combine(folder.Root, "test.db"), SqliteSynchronous.Normal);
        return (database, new SqliteGrainStorage(database, new StateSeal(StorageFolder.Keys()), losses));
    }

    [GenerateSerializer, Alias("kolosal.tests.storage-counter")]
    public sealed class Counter
    {
        [Id(0)]
        public int Total { get; private set; }

        [Id(1)]
        public List<string> Names { get; } = [];

        public void Add(string name, int count)
        {
            Total += count;
            if (!Names.Contains(name)) Names.Add(name);
        }
    }

    private sealed class Losses : IStorageLosses
    {
        public List<StorageLoss> Told { get; } = [];

        public void Report(StorageLoss loss) => Told.Add(loss);
    }
}
