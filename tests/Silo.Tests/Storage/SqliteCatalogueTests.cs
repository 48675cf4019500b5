using Kolosal.Storage.Sqlite;

namespace Kolosal.Storage;

public sealed class SqliteCatalogueTests : IDisposable
{
    private readonly StorageFolder folder = new();
    private readonly SqliteDatabase database;

    public SqliteCatalogueTests() => database = new SqliteDatabase(Path.Combine(folder.Root, "test.db"), SqliteSynchronous.Normal);

    private SqliteCatalogue Catalogue => new(database);

    public void Dispose()
    {
        database.Dispose();
        folder.Dispose();
    }

    [Fact]
    public Task An_entry_comes_back_as_it_was_written() => CatalogueConformance.An_entry_comes_back_as_it_was_written(Catalogue);

    [Fact]
    public Task Lists_that_grow_without_end_answer_what_the_contract_says() =>
        CatalogueConformance.Lists_that_grow_without_end_answer_what_the_contract_says(Catalogue);

    [Fact]
    public Task Random_queries_answer_what_the_contract_says() => CatalogueConformance.Random_queries_answer_what_the_contract_says(Catalogue);

    [Fact]
    public Task Pages_cover_everything_once() => CatalogueConformance.Pages_cover_everything_once(Catalogue);

    [Fact]
    public Task A_field_name_that_cannot_be_meant_is_refused() => CatalogueConformance.A_field_name_that_cannot_be_meant_is_refused(Catalogue);

    [Fact]
    public Task Pages_limits_times_and_filter_counts_have_bounds() =>
        CatalogueConformance.Pages_limits_times_and_filter_counts_have_bounds(Catalogue);

    [Fact]
    public Task A_document_that_is_no_object_is_refused() => CatalogueConformance.A_document_that_is_no_object_is_refused(Catalogue);
}
