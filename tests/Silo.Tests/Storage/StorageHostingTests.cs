using Kolosal.Audit;
using Kolosal.Hosting;
using Kolosal.Predictions;
using Kolosal.Storage.Blobs;
using Kolosal.Storage.Postgres;
using Kolosal.Storage.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Kolosal.Storage;

public sealed class StorageHostingTests : IDisposable
{
    private readonly StorageFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Every_port_is_there_and_lives_in_the_data_directory()
    {
        await using var services = Services();
        Assert.IsType<FolderBlobStore>(services.GetRequiredService<IBlobStore>());
        Assert.IsType<SqliteCatalogue>(services.GetRequiredService<ICatalogue>());
        Assert.Same(services.GetRequiredService<ISigner>(), services.GetRequiredService<IVerifier>());
        Assert.StartsWith(folder.Root, services.GetRequiredService<IStagingArea>().NewScratchPath(""));
        await services.GetRequiredService<ISegmentLogs>().Open("predictions").AppendAsync(new byte[1]);
        Assert.True(File.Exists(Path.Combine(folder.Root, "kolosal.db")));
        Assert.True(File.Exists(Path.Combine(folder.Root, "keys", "master.key")));
    }

    [Fact]
    public async Task With_a_connection_string_nothing_stays_on_this_disk_and_the_schema_comes_before_anything_else()
    {
        await using var services = Services(("ConnectionStrings:Kolosal", "Host=127.0.0.1"));
        Assert.IsType<PostgresBlobStore>(services.GetRequiredService<IBlobStore>());
        Assert.IsType<PostgresCatalogue>(services.GetRequiredService<ICatalogue>());
        Assert.IsType<PostgresAuditLog>(services.GetRequiredService<IAuditLog>());
        Assert.IsType<PostgresPredictionLog>(services.GetRequiredService<IPredictionLog>());
        Assert.Null(services.GetService<ISegmentLogs>());
        Assert.IsType<PostgresDatabase>(services.GetServices<IHostedService>().First());
    }

    [Theory]
    [InlineData("Kolosal:Storage:SegmentBytes", "4095", false), InlineData("Kolosal:Storage:SegmentBytes", "4096", true)]
    [InlineData("Kolosal:Storage:SegmentBytes", "1073741824", true), InlineData("Kolosal:Storage:SegmentBytes", "1073741825", false)]
    [InlineData("Kolosal:Storage:SigningKeyGeneration", "0", false), InlineData("Kolosal:Storage:SigningKeyGeneration", "1", true)]
    [InlineData("Kolosal:Storage:SigningKeyGeneration", "100", true), InlineData("Kolosal:Storage:SigningKeyGeneration", "101", false)]
    [InlineData("Kolosal:DataDirectory", "", false), InlineData("Kolosal:Storage:Blobs", "Postgres", false),
        InlineData("Kolosal:Storage:Blobs", "Folder", true)]
    public async Task Options_have_bounds(string name, string value, bool allowed)
    {
        await using var services = Services((name, value));
        var fault = Record.Exception(() => services.GetRequiredService<IOptions<StorageOptions>>().Value);
        if (allowed) Assert.Null(fault);
        else Assert.IsType<OptionsValidationException>(fault);
    }

    [Fact]
    public async Task Blobs_of_a_cluster_cannot_lie_in_a_folder_of_one_silo()
    {
        await using var services = Services(("ConnectionStrings:Kolosal", "Host=127.0.0.1"), ("Kolosal:Storage:Blobs", "Folder"));
        Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<StorageOptions>>().Value);
    }

    [Theory]
    [InlineData("Bucket", "ab", false), InlineData("Bucket", "abc", true), InlineData("Endpoint", "nowhere", false)]
    [InlineData("Endpoint", "http://127.0.0.1:9000", true), InlineData("AccessKey", "alone", false), InlineData("Region", "", false)]
    public async Task An_object_store_is_described_in_full(string name, string value, bool allowed)
    {
        await using var services = Services(
            [("Kolosal:Storage:Blobs", "S3"), ("Kolosal:Storage:S3:Bucket", "kolosal"), ($"Kolosal:Storage:S3:{name}", value)]);
        var fault = Record.Exception(() => services.GetRequiredService<IOptions<S3Options>>().Value);
        if (allowed) Assert.Null(fault);
        else Assert.IsType<OptionsValidationException>(fault);
    }

    private ServiceProvider Services(params (string Name, string Value)[] settings)
    {
        var values = new Dictionary<string, string?> { ["Kolosal:DataDirectory"] = folder.Root };
        foreach (var (name, value) in settings) values[name] = value;
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(values).Build();
        return new ServiceCollection().AddLogging().AddKolosalStorage(configuration).BuildServiceProvider();
    }
}
