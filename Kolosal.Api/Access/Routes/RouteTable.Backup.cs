namespace Kolosal.Access;

/// <summary>Routes of backups, restores and drills.</summary>
internal static partial class RouteTable
{
    private static RouteRule[] Backup =>
    [
        Row("POST", "/api/backup/backups", Permission.BackupManage),
        Row("GET", "/api/backup/backups", Permission.BackupRead),
        Row("GET", "/api/backup/backups/{id}", Permission.BackupRead),
        Row("PATCH", "/api/backup/backups/{id}/complete", Permission.BackupManage),
        Row("PATCH", "/api/backup/backups/{id}/fail", Permission.BackupManage),
        Row("POST", "/api/backup/backups/{id}/verify", Permission.BackupManage),
        Row("POST", "/api/backup/backups/{id}/restore", Permission.BackupManage),
        Row("PATCH", "/api/backup/backups/{id}/restore/complete", Permission.BackupManage),
        Row("POST", "/api/backup/drills", Permission.BackupManage),
        Row("GET", "/api/backup/drills", Permission.BackupRead),
        Row("GET", "/api/backup/drills/{id}", Permission.BackupRead),
        Row("GET", "/api/backup/schedule", Permission.BackupRead),
        Row("PUT", "/api/backup/schedule", Permission.BackupManage),
    ];
}
