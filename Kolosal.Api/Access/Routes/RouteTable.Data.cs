namespace Kolosal.Access;

/// <summary>Routes of data and what may be done with it.</summary>
internal static partial class RouteTable
{
    private static RouteRule[] Data =>
    [
        // Datasets
        Row("POST", "/api/data/upload", Permission.DataWrite),
        Row("GET", "/api/data/samples", Permission.DataDescribe),
        Row("POST", "/api/data/sample/{name}", Permission.DataWrite),
        Row("GET", "/api/data", Permission.DataDescribe),
        Row("GET", "/api/data/lineage", Permission.DataDescribe),
        Row("GET", "/api/data/lineage/{dataset_id}", Permission.DataDescribe),
        Row("GET", "/api/data/quality", Permission.DataDescribe),
        Row("GET", "/api/data/{dataset_id}", Permission.DataDescribe),
        Row("GET", "/api/data/{dataset_id}/preview", Permission.DataRead),
        Row("GET", "/api/data/{dataset_id}/info", Permission.DataDescribe),
        Row("GET", "/api/data/{dataset_id}/analyze", Permission.DataRead),
        Row("PUT", "/api/data/{dataset_id}/schema", Permission.DataWrite),
        Row("GET", "/api/data/{dataset_id}/export", Permission.DataRead),
        Row("DELETE", "/api/data/{dataset_id}", Permission.DataWrite),
        Row("POST", "/api/data/{dataset_id}/clean", Permission.DataWrite),
        Row("POST", "/api/data/{dataset_id}/preprocess", Permission.DataWrite),
        Row("POST", "/api/data/{dataset_id}/append", Permission.DataWrite),
        Row("GET", "/api/data/{dataset_id}/versions", Permission.DataDescribe),
        Row("GET", "/api/data/{dataset_id}/drift", Permission.DataRead),
        Row("GET", "/api/data/{dataset_id}/expectations", Permission.DataDescribe),
        Row("PUT", "/api/data/{dataset_id}/expectations", Permission.DataWrite),
        Row("PUT", "/api/data/{dataset_id}/datasheet", Permission.DataWrite),
        Row("GET", "/api/data/datasheet", Permission.DataDescribe),
        Row("GET", "/api/data/lineage/{dataset_id}/openlineage", Permission.DataDescribe),
        Row("POST", "/api/data/lineage/openlineage", Permission.DataWrite),
        Row("POST", "/api/data/import/url", Permission.DataWrite),
        Row("POST", "/api/data/import/kaggle", Permission.DataWrite),
        Row("POST", "/api/data/import/s3", Permission.DataWrite),
        Row("POST", "/api/data/import/sql", Permission.DataWrite),

        // Privacy
        Row("POST", "/api/privacy/scan", Permission.PrivacyRead),
        Row("POST", "/api/privacy/anonymize", Permission.PrivacyWrite),
        Row("GET", "/api/privacy/retention", Permission.PrivacyRead),
        Row("PUT", "/api/privacy/retention", Permission.PrivacyWrite),
        Row("POST", "/api/privacy/retention/purge", Permission.PrivacyWrite),
        Row("POST", "/api/privacy/erasure", Permission.PrivacyWrite),
        Row("GET", "/api/privacy/erasures", Permission.PrivacyRead),
        Row("GET", "/api/privacy/erasures/{id}", Permission.PrivacyRead),
        Row("GET", "/api/privacy/budgets/{dataset_id}", Permission.PrivacyRead),
        Row("PUT", "/api/privacy/budgets/{dataset_id}", Permission.PrivacyWrite),
        Row("POST", "/api/privacy/query", Permission.PrivacyQuery),

        // Classification
        Row("POST", "/api/compliance/data-classification", Permission.PrivacyWrite),
        Row("GET", "/api/compliance/data-classification", Permission.PrivacyRead),
        Row("GET", "/api/compliance/data-classification/{id}", Permission.PrivacyRead),
        Row("PATCH", "/api/compliance/data-classification/{id}", Permission.PrivacyWrite),

        // Disclosures
        Row("POST", "/api/compliance/disclosures", Permission.DataRead),
        Row("GET", "/api/compliance/disclosures", Permission.PrivacyRead),
        Row("GET", "/api/compliance/disclosures/{id}", Permission.PrivacyRead),
        Row("POST", "/api/compliance/disclosures/{id}/decisions", Permission.ComplianceApprove),
    ];
}
