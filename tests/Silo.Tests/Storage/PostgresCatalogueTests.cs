using Kolosal.Storage.Postgres;
using Kolosal.Testing;

namespace Kolosal.Storage;

public sealed class PostgresCatalogueTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private PostgresCatalogue Catalogue => new(server.Migrated);

    [PostgresFact]
    public Task An_entry_comes_back_as_it_was_written() => CatalogueConformance.An_entry_comes_back_as_it_was_written(Catalogue);

    [PostgresFact]
    public Task Lists_that_grow_without_end_answer_what_the_contract_says() =>
        CatalogueConformance.Lists_that_grow_without_end_answer_what_the_contract_says(Catalogue);

    [PostgresFact]
    public Task Random_queries_answer_what_the_contract_says() => CatalogueConformance.Random_queries_answer_what_the_contract_says(Catalogue);

    [PostgresFact]
    public Task Pages_cover_everything_once() => CatalogueConformance.Pages_cover_everything_once(Catalogue);

    [PostgresFact]
    public Task A_field_name_that_cannot_be_meant_is_refused() => CatalogueConformance.A_field_name_that_cannot_be_meant_is_refused(Catalogue);

    [PostgresFact]
    public Task Pages_limits_times_and_filter_counts_have_bounds() =>
        CatalogueConformance.Pages_limits_times_and_filter_counts_have_bounds(Catalogue);

    [PostgresFact]
    public Task A_document_that_is_no_object_is_refused() => CatalogueConformance.A_document_that_is_no_object_is_refused(Catalogue);
}
