@echo off
setlocal
set CALLED_FROM=%CD%
cd /d "%~dp0"
set DOTNET_NOLOGO=1
set DOTNET_CLI_TELEMETRY_OPTOUT=1
if "%1"=="" goto help
if "%1"=="setup" goto setup
if "%1"=="up" goto serve
if "%1"=="demo" goto serve
if "%1"=="train" goto client
if "%1"=="predict" goto client
if "%1"=="runs" goto client
if "%1"=="compare" goto client
if "%1"=="cluster" goto client
if "%1"=="anomaly" goto client
if "%1"=="forecast" goto client
if "%1"=="drift" goto client
if "%1"=="explain" goto client
if "%1"=="export" goto client
if "%1"=="package" goto client
if "%1"=="audit" goto client
if "%1"=="restore" goto client
if "%1"=="migrate" goto serve
if "%1"=="data" goto client
if "%1"=="models" goto client
if "%1"=="incidents" goto client
if "%1"=="api" goto client
if "%1"=="call" goto client
if "%1"=="operations" goto client
if "%1"=="completion" goto client
if "%1"=="test" goto test
if "%1"=="bench" goto bench
if "%1"=="sbom" goto sbom
if "%1"=="reset" goto reset
goto help

:setup
call :build Kolosal.sln
exit /b %errorlevel%

:build
echo Restoring %1: packages that are not on this machine yet are downloaded
dotnet restore %1 --verbosity minimal || exit /b 1
echo Building %1
dotnet build %1 --no-restore --configuration Release --verbosity quiet || exit /b 1
exit /b 0

:serve
call :build Kolosal.Api || exit /b 1
echo Starting
dotnet Kolosal.Api\bin\Release\net10.0\Kolosal.Api.dll %*
exit /b %errorlevel%

:client
call :build Kolosal.Api || exit /b 1
set PROGRAM=%CD%\Kolosal.Api\bin\Release\net10.0\Kolosal.Api.dll
cd /d "%CALLED_FROM%"
dotnet "%PROGRAM%" %*
exit /b %errorlevel%

:test
dotnet test Kolosal.sln --configuration Release
exit /b %errorlevel%

:bench
dotnet run --project tests\Benchmarks --configuration Release --verbosity quiet -- %2 %3
exit /b %errorlevel%

:sbom
call :build Kolosal.Api || exit /b 1
dotnet run --file deploy\sbom.cs -- Kolosal.Api\obj\project.assets.json artifacts\sbom.json
exit /b %errorlevel%

:reset
if exist data rmdir /s /q data
exit /b 0

:help
echo kolosal setup ^| up ^| demo ^| train ^| predict ^| runs ^| compare ^| cluster ^| anomaly ^| forecast ^| export ^| package ^| drift ^| data ^| models ^| incidents ^| call ^| api ^| operations ^| completion ^| test ^| bench [NAME] ^| sbom ^| reset
exit /b 2
