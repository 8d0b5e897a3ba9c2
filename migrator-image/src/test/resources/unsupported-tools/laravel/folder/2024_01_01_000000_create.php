<?php
use Illuminate\Database\Migrations\Migration;
